import type { FailureCode, UserErrorCode } from './generated/types.ts';

/** Codes for requests without a response from the API itself, or rejected before the operation ran. */
export type TransportCode =
  /** No response arrived, or it was interrupted. */
  | 'UNREACHABLE'
  /** `finished` waited for an animation that was canceled. */
  | 'CANCELED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'BAD_USER_INPUT'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** The error result of an operation, with its `__typename` and `code`. */
export interface Fault {
  __typename: string;
  code: UserErrorCode;
  message: string;
  path: readonly string[];
}

/** Why an operation failed. Use `code` in a `switch`. */
export class DriftscapeError<Of extends Fault = Fault> extends Error {
  override readonly name = 'DriftscapeError';
  readonly code: UserErrorCode | FailureCode | TransportCode | (string & {});
  /** Path of the invalid input, such as `['input', 'settings', 'durationSeconds']`; empty if no input is at fault. */
  readonly path: readonly string[];
  /** The error returned by the operation, with the fields of its type; undefined if the request itself was rejected. */
  readonly fault: Of | undefined;
  /** HTTP status of the response; undefined if there was none. */
  readonly status: number | undefined;
  /** When to retry, in seconds; undefined if the server does not say. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether a retry of the same request may succeed. */
  readonly isRetryable: boolean;

  constructor(
    message: string,
    facts: {
      code: DriftscapeError['code'];
      fault?: Of;
      path?: readonly string[];
      status?: number;
      retryAfterSeconds?: number;
      isRetryable?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.code = facts.code;
    this.path = facts.path ?? facts.fault?.path ?? [];
    this.fault = facts.fault;
    this.status = facts.status;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.isRetryable = facts.isRetryable ?? retryable.has(facts.code);
  }
}

/** Transient errors. */
const retryable = new Set<string>([
  'UNREACHABLE',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'STORAGE_FULL',
  'QUEUE_FULL',
  'FETCH_FAILED',
  'ENGINE_CRASHED',
]);

/** The success type in the result union of a mutation. */
export type SuccessOf<Outcome> = Exclude<Outcome, { code: UserErrorCode }>;

/** @throws DriftscapeError for every error result */
export function expectSuccess<Outcome extends object>(outcome: Outcome): SuccessOf<Outcome> {
  if (!('code' in outcome)) return outcome as SuccessOf<Outcome>;
  const fault = outcome as unknown as Fault;
  throw new DriftscapeError(fault.message, { code: fault.code, fault });
}
