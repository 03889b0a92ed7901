import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';

const standardInput = '/dev/stdin';

/** The path of what a command is to read; `-` is standard input. */
export function sourcePath(name: string): string {
  return name === '-' ? standardInput : name;
}

/**
 * The path of a source as a file: what comes through a pipe is saved in a folder first, as it is read more than once.
 * @throws UserError NOT_FOUND when it is a terminal or another device; AbortError after `signal` aborted
 */
export async function asFile(path: string, folder: string, signal?: AbortSignal): Promise<string> {
  // What is not there, the decoder reports.
  const found = await stat(path).catch(() => undefined);
  if (!found || found.isFile() || found.isDirectory()) return path;
  if (!found.isFIFO() && !found.isSocket()) {
    throw new UserError('NOT_FOUND', `Expected a photo, but ${path} is a device; name a file or a pipe`);
  }
  const saved = join(folder, 'source');
  const input = path === standardInput ? process.stdin : createReadStream(path);
  await pipeline(input, createWriteStream(saved), { signal });
  return saved;
}
