/** Why someone is not let in, or not further: codes of errors in `errors[]`, with their HTTP status. */
const statuses = { UNAUTHENTICATED: 401, FORBIDDEN: 403, RATE_LIMITED: 429, LINK_ENDED: 410 } as const;

export type AccessErrorCode = keyof typeof statuses;

/** An expected error that has nothing to do with an operation's input, so that no operation declares it. */
export class AccessError extends Error {
  readonly code: AccessErrorCode;
  /** Undefined when waiting would not help. */
  readonly retryAfterSeconds?: number;

  constructor(code: AccessErrorCode, message: string, options: { retryAfterSeconds?: number } = {}) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The HTTP status that says the same. */
  get status(): number {
    return statuses[this.code];
  }
}
