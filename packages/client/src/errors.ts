import type { FailureCode, UserErrorCode } from './generated/types.ts';

/** Where no answer came from the API itself, or it refused before it looked at the operation. */
export type TransportCode =
  /** No answer came, or it broke off. */
  | 'UNREACHABLE'
  /** `finished` waited for an animation that was canceled. */
  | 'CANCELED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'BAD_USER_INPUT'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** What an operation ended with in place of success, as its `__typename` and its `code` say. */
export interface Fault {
  __typename: string;
  code: UserErrorCode;
  message: string;
  path: readonly string[];
}

/** Why an operation has not succeeded. `code` says which of its kind it is, for `switch`. */
export class DriftscapeError<Of extends Fault = Fault> extends Error {
  override readonly name = 'DriftscapeError';
  readonly code: UserErrorCode | FailureCode | TransportCode | (string & {});
  /** Where in the input the fault lies, such as `['input', 'settings', 'durationSeconds']`; empty where it lies in none. */
  readonly path: readonly string[];
  /** The fault as the operation gave it, with the fields of its type; undefined where the request itself was refused. */
  readonly fault: Of | undefined;
  /** HTTP status of the answer; undefined where none came. */
  readonly status: number | undefined;
  /** When to ask again, in seconds; undefined where the server does not say. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;

  constructor(
    message: string,
    facts: {
      code: DriftscapeError['code'];
      fault?: Of;
      status?: number;
      retryAfterSeconds?: number;
      isRetryable?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.code = facts.code;
    this.path = facts.fault?.path ?? [];
    this.fault = facts.fault;
    this.status = facts.status;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.isRetryable = facts.isRetryable ?? retryable.has(facts.code);
  }
}

/** Faults that may be gone later. */
const retryable = new Set<string>([
  'UNREACHABLE',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'STORAGE_FULL',
  'QUEUE_FULL',
  'FETCH_FAILED',
  'ENGINE_CRASHED',
]);

/** The success among what may come of a mutation. */
export type SuccessOf<Outcome> = Exclude<Outcome, { code: UserErrorCode }>;

/** @throws DriftscapeError of any outcome that is a fault */
export function expectSuccess<Outcome extends object>(outcome: Outcome): SuccessOf<Outcome> {
  if (!('code' in outcome)) return outcome as SuccessOf<Outcome>;
  const fault = outcome as unknown as Fault;
  throw new DriftscapeError(fault.message, { code: fault.code, fault });
}
