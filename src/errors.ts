import type { UserErrorCode } from './error-codes.ts';

/** The object that an error is about, by its type in the API and the id of its row. */
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
  /** Where in the input the fault lies, outermost first, for example `['input', 'speed']`. */
  path?: readonly string[];
  /** True when the same request may succeed later, unchanged. */
  isRetryable?: boolean;
  subject?: UserErrorSubject;
  cause?: unknown;
}

/**
 * The error family of the project. Everything a user can cause and mend is a {@link UserError}: its message
 * says what was expected, what came and what to do. Anything else is a defect and is masked at the API's rim.
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

/** The error for a row that is not there. @param id of the row: the API shows the one that its client sent */
export function notFound(
  type: UserErrorSubject['type'],
  id: string,
  { advice = '', path }: { advice?: string; path?: readonly string[] } = {},
): UserError {
  const message = `There is no ${names[type]} ${JSON.stringify(id)}${advice && `; ${advice}`}`;
  return new UserError('NOT_FOUND', message, { path, subject: { type, id } });
}

/**
 * Stored files cannot be reached or written for now, or those that should be there are not: the machine's fault, nobody's input,
 * and perhaps another process's storage is all right.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** True for "no space left on device", "quota exceeded" and "file too large", wherever in the chain of causes it stands. */
export function isStorageFull(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return true;
  }
  return false;
}

/** What the operating system calls what went wrong, such as `EIO`, where that stands in the chain of causes first; else null. */
export function systemCodeOf(error: unknown): string | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^E[A-Z\d]+$/.test(code)) return code;
  }
  return null;
}

/**
 * What drivers call a server that cannot be reached: kinds of Prisma's adapters, codes of sockets and of PostgreSQL. P2028: a
 * transaction could not begin in time, or was closed, and did nothing.
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
/** The same of a connection that broke in the middle, and what `pg` says of it without a code. */
const brokenOff = {
  names: ['ConnectionClosed', 'SocketTimeout', 'P1017', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  words: /Connection terminated/,
};

/** True when the database could not be reached or went away in the middle: the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  return speaksOf(unreachable, error) || hasBrokenOff(error);
}

/** What of the service is missing for now, by the word for it, where an error says so; null for every other error. */
export function whatIsAway(error: unknown): string | null {
  if (error instanceof StorageUnavailable) return 'The storage of files';
  return isDatabaseAway(error) ? 'The database' : null;
}

/** True when the connection to the database broke in the middle: what was asked may have been done all the same. */
export function hasBrokenOff(error: unknown): boolean {
  return speaksOf(brokenOff, error);
}

function speaksOf(trouble: { names: readonly string[]; words: RegExp }, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: string; meta?: { driverAdapterError?: { cause?: object } } };
  // The client wraps what its adapter met, except when a transaction begins or ends: there it passes it on as it is.
  const met = meta?.driverAdapterError?.cause ?? error.cause ?? {};
  const { kind, originalCode } = met as { kind?: string; originalCode?: string };
  const isNamed = [code, kind, originalCode].some(
    (name) => name !== undefined && trouble.names.includes(name),
  );
  return isNamed || trouble.words.test(error.message) || speaksOf(trouble, error.cause);
}
