import { open, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** An encoded photo: its bytes, or the path of a file that holds them. */
export type PhotoSource = Uint8Array | string;

/** Random access to an encoded photo. */
export interface ByteReader {
  /** Total bytes. */
  length: number;
  /** Reads `length` bytes from `at`; fewer at the end of the file. */
  read(at: number, length: number): Promise<Buffer>;
}

/**
 * Opens an encoded photo, passes a reader to a function, and closes it.
 * @throws UserError NOT_FOUND if there is no file at the path
 */
export async function withReader<T>(
  source: PhotoSource,
  use: (reader: ByteReader) => Promise<T>,
): Promise<T> {
  if (typeof source !== 'string') return use(bytesReader(source));
  const found = await stat(source).catch((cause) => {
    throw unreadable(source, cause);
  });
  // Opening a pipe would block, and a pipe cannot be read from the beginning again.
  if (!found.isFile() && !found.isDirectory()) throw notFound(source, 'it is a device or a pipe');
  const file = await open(source, 'r').catch((cause) => {
    throw unreadable(source, cause);
  });
  try {
    const { size } = found;
    const read = async (at: number, length: number): Promise<Buffer> => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, at).catch((cause) => {
        throw unreadable(source, cause);
      });
      return bytes.subarray(0, bytesRead);
    };
    return await use({ length: size, read });
  } finally {
    await file.close();
  }
}

function bytesReader(source: Uint8Array): ByteReader {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return { length: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) };
}

/** Reasons why a path cannot be opened as a photo, in words. */
const missing = {
  ENOENT: 'nothing is there',
  ENOTDIR: 'nothing is there',
  EISDIR: 'it is a folder',
  EACCES: 'access is denied',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is not a file',
};

/**
 * The error for a file that cannot be read: a UserError NOT_FOUND if its path is wrong, else the cause itself.
 * @param kind of file that was expected there
 */
export function unreadable(path: string, cause: unknown, kind = 'a photo'): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  const what = missing[code as keyof typeof missing];
  return what ? notFound(path, what, { cause, kind }) : cause;
}

function notFound(
  path: string,
  what: string,
  { kind = 'a photo', cause }: { kind?: string; cause?: unknown } = {},
) {
  return new UserError('NOT_FOUND', `Expected ${kind} at ${path}, but ${what}`, { cause });
}
