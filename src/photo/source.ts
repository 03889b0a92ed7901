import { open, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** An encoded photo: its bytes, or the path of a file that holds them. */
export type PhotoSource = Uint8Array | string;

/** Reads the first bytes, `length` at most. @throws UserError NOT_FOUND when no file stands at the path. */
export async function readHead(source: PhotoSource, length: number): Promise<Uint8Array> {
  if (typeof source !== 'string') return source.subarray(0, length);
  const file = await open(source, 'r').catch((cause) => {
    throw unreadable(source, cause);
  });
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw unreadable(source, cause);
  } finally {
    await file.close();
  }
}

/** Size of the encoded photo in bytes. */
export async function sizeBytes(source: PhotoSource): Promise<number> {
  return typeof source === 'string' ? (await stat(source)).size : source.byteLength;
}

function unreadable(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'ENOTDIR' && code !== 'EACCES') return cause;
  const found = { ENOENT: 'nothing is there', EISDIR: 'it is a folder', EACCES: 'it may not be read' };
  const what = found[code as keyof typeof found] ?? 'nothing is there';
  return new UserError('NOT_FOUND', `Expected a photo at ${path}, but ${what}`, { cause });
}
