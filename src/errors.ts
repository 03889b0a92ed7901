import type { UserErrorCode } from './error-codes.ts';

/** The object of an error, by its type in the API and its row id. */
export interface UserErrorSubject {
  type:
    | 'Image'
    | 'ImageUpload'
    | 'Animation'
    | 'LatentPreset'
    | 'ApiKey'
    | 'FileLink'
    | 'Webhook'
    | 'WebhookDelivery';
  id: string;
}

export interface UserErrorOptions {
  /** Path of the invalid input, outermost first, for example `['input', 'speed']`. */
  path?: readonly string[];
  /** True if the same request may succeed later, unchanged. */
  isRetryable?: boolean;
  subject?: UserErrorSubject;
  cause?: unknown;
}

/**
 * The error family of the project. Everything a user can cause and fix is a {@link UserError}: its message says what
 * was expected, what was received and what to do. Anything else is a bug, and is masked by the API.
 */
export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly path: readonly string[];
  readonly isRetryable: boolean;
  readonly subject?: UserErrorSubject;

  constructor(code: UserErrorCode, message: string, options: UserErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.path = options.path ?? [];
    this.isRetryable = options.isRetryable ?? false;
    this.subject = options.subject;
  }
}

const names: Record<UserErrorSubject['type'], string> = {
  Image: 'image',
  ImageUpload: 'upload',
  Animation: 'animation',
  LatentPreset: 'preset',
  ApiKey: 'API key',
  FileLink: 'link',
  Webhook: 'webhook',
  WebhookDelivery: 'delivery',
};

/** The error for a missing row. @param id row id; the API replaces it by the id that the client sent */
export function notFound(
  type: UserErrorSubject['type'],
  id: string,
  { advice = '', path }: { advice?: string; path?: readonly string[] } = {},
): UserError {
  const message = `There is no ${names[type]} ${JSON.stringify(id)}${advice && `; ${advice}`}`;
  return new UserError('NOT_FOUND', message, { path, subject: { type, id } });
}

/**
 * Stored files are temporarily unreachable, not writable or missing. The cause is the machine, not the input, and other
 * processes may not be affected.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** True for "no space left on device", "quota exceeded" and "file too large", anywhere in the chain of causes. */
export function isStorageFull(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return true;
  }
  return false;
}

/** The first error code of the operating system, such as `EIO`, in the chain of causes; null if there is none. */
export function systemCodeOf(error: unknown): string | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^E[A-Z\d]+$/.test(code)) return code;
  }
  return null;
}

/**
 * Driver errors for an unreachable server: kinds of Prisma's adapters, codes of sockets and of PostgreSQL. P2028: a
 * transaction could not start in time, or was closed, and had no effect.
 */
const unreachable = {
  names: [
    'DatabaseNotReachable',
    'TooManyConnections',
    'P1001',
    'P2024',
    'P2028',
    'ECONNREFUSED',
    '57P01',
    '57P02',
    '57P03',
  ],
  words: /timeout exceeded when trying to connect|is not queryable/,
};
/** The same for a connection lost during a statement, and the messages of `pg` without a code. */
const brokenOff = {
  names: ['ConnectionClosed', 'SocketTimeout', 'P1017', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  words: /Connection terminated/,
};

/** True if the database was unreachable or the connection was lost: the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  return speaksOf(unreachable, error) || hasBrokenOff(error);
}

/** Name of the part of the service that is unavailable according to an error; null for every other error. */
export function whatIsAway(error: unknown): string | null {
  if (error instanceof StorageUnavailable) return 'The storage of files';
  return isDatabaseAway(error) ? 'The database' : null;
}

/** True if the connection to the database was lost during a statement, which may have been executed anyway. */
export function hasBrokenOff(error: unknown): boolean {
  return speaksOf(brokenOff, error);
}

function speaksOf(trouble: { names: readonly string[]; words: RegExp }, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: string; meta?: { driverAdapterError?: { cause?: object } } };
  // The client wraps errors of its adapter, except at the start or end of a transaction.
  const met = meta?.driverAdapterError?.cause ?? error.cause ?? {};
  const { kind, originalCode } = met as { kind?: string; originalCode?: string };
  const isNamed = [code, kind, originalCode].some(
    (name) => name !== undefined && trouble.names.includes(name),
  );
  return isNamed || trouble.words.test(error.message) || speaksOf(trouble, error.cause);
}
