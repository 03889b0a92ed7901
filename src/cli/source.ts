import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';

const standardInput = '/dev/stdin';

/** Path of the input of a command; `-` is standard input. */
export function sourcePath(name: string): string {
  return name === '-' ? standardInput : name;
}

/**
 * Path of a source as a file. Piped input is saved in a folder first, because it is read more than once.
 * @throws UserError NOT_FOUND for a terminal or another device; AbortError after `signal` aborted
 */
export async function asFile(path: string, folder: string, signal?: AbortSignal): Promise<string> {
  // The decoder reports missing files.
  const found = await stat(path).catch(() => undefined);
  if (!found || found.isFile() || found.isDirectory()) return path;
  if (!found.isFIFO() && !found.isSocket()) {
    throw new UserError(
      'NOT_FOUND',
      `Expected a photo, but ${path} is a device; name a file, or - for standard input`,
    );
  }
  const saved = join(folder, 'source');
  const input = path === standardInput ? process.stdin : createReadStream(path);
  await pipeline(input, createWriteStream(saved), { signal });
  return saved;
}
