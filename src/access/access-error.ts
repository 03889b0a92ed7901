/** Error codes of denied access, as in `errors[]`, with their HTTP status. */
const statuses = { UNAUTHENTICATED: 401, FORBIDDEN: 403, RATE_LIMITED: 429, LINK_ENDED: 410 } as const;

export type AccessErrorCode = keyof typeof statuses;

/** An expected error that does not depend on an operation's input, so no operation declares it. */
export class AccessError extends Error {
  readonly code: AccessErrorCode;
  /** Undefined if waiting would not help. */
  readonly retryAfterSeconds?: number;

  constructor(code: AccessErrorCode, message: string, options: { retryAfterSeconds?: number } = {}) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The corresponding HTTP status. */
  get status(): number {
    return statuses[this.code];
  }
}
