import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { draftFolder } from '../owned-keys.ts';
import type { Storage } from './storage.ts';

/** Number of files copied concurrently. */
const copiesAtOnce = 4;
/** Identity of a storage with an incomplete copy, which no server accepts. */
const unfinished = 'unfinished copy of ';

export interface CopyResult {
  /** Number of files copied, read back and compared. */
  copied: number;
  copiedBytes: number;
  /** Number of existing files of the same size, for example from an interrupted copy. */
  there: number;
}

export interface CopyOptions {
  /** Also reads and compares existing files. Default: only their size is compared. */
  isThorough?: boolean;
  onFile?(key: string): void;
}

/**
 * Copies every file of a storage to another, and then gives it the same identity, so that servers accept it as the one
 * in the database. It can be interrupted and called again, also while servers store more files: existing files are
 * kept. Drafts are skipped.
 * @throws Error if the target already has another identity; StorageUnavailable; an Error that names a file whose copy
 *   differs
 */
export async function copyStorage(
  from: Storage,
  to: Storage,
  { isThorough = false, onFile }: CopyOptions = {},
): Promise<CopyResult> {
  const identity = await from.readIdentity();
  if (identity === null)
    throw new Error(
      `Expected a storage that a server has used, but ${from.location} has no name yet; start a server on it first, or correct --from`,
    );
  const other = await to.readIdentity();
  if (other !== null && other !== identity && other !== unfinished + identity) {
    throw new Error(
      `Expected an empty storage, but ${to.location} already belongs to another server; name another with --to`,
    );
  }
  if (other !== identity) await to.writeIdentity(unfinished + identity);
  const result: CopyResult = { copied: 0, copiedBytes: 0, there: 0 };
  const keys = from.keys()[Symbol.asyncIterator]();
  async function work(): Promise<void> {
    for (let next = await keys.next(); !next.done; next = await keys.next()) {
      const key = next.value;
      if (key.startsWith(`${draftFolder}/`)) continue;
      await copyFile(from, to, key, isThorough, result);
      onFile?.(key);
    }
  }
  await Promise.all(Array.from({ length: copiesAtOnce }, work));
  await to.writeIdentity(identity);
  return result;
}

async function copyFile(
  from: Storage,
  to: Storage,
  key: string,
  isThorough: boolean,
  result: CopyResult,
): Promise<void> {
  const source = await from.describe(key).catch(nullWhenGone);
  // It was removed meanwhile.
  if (!source) return;
  const there = await to.describe(key).catch(nullWhenGone);
  if (there?.sizeBytes === source.sizeBytes) {
    if (!isThorough || (await digestOf(to, key)) === (await digestOf(from, key))) {
      result.there += 1;
      return;
    }
  }
  const hash = createHash('sha256');
  const { stream } = await from.open(key);
  async function* hashed() {
    for await (const chunk of stream) {
      hash.update(chunk);
      yield chunk;
    }
  }
  await to.put(key, hashed());
  if ((await digestOf(to, key)) !== hash.digest('hex')) {
    await to.remove(key);
    throw new Error(`The copy of ${key} in ${to.location} differs from the original; run the command again`);
  }
  result.copied += 1;
  result.copiedBytes += source.sizeBytes;
}

async function digestOf(storage: Storage, key: string): Promise<string> {
  const hash = createHash('sha256');
  const { stream } = await storage.open(key);
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

function nullWhenGone(error: unknown): null {
  if (error instanceof UserError && error.code === 'NOT_FOUND') return null;
  throw error;
}
