import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;
/** The lock file of a folder. */
export const lockName = 'lock';

/**
 * Locks a folder for this process until it is disposed or the process ends in any way. It is a lock of the operating
 * system on a file in the folder, taken via SQLite, because Node has no API for it.
 * @returns null if another process, or another caller in this one, has locked the folder
 * @throws Error if the file cannot be created, or the file system has no locks
 */
export function tryLockFolder(folder: string): Disposable | null {
  const file = new DatabaseSync(join(folder, lockName), { timeout: 0 });
  try {
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    file.close();
    if ((cause as { errcode?: number }).errcode !== sqliteBusy) throw cause;
    return null;
  }
  return { [Symbol.dispose]: () => file.close() };
}

/**
 * Locks a data directory like {@link tryLockFolder}.
 * @throws Error if it is already locked, or cannot be locked
 */
export function lockFolder(folder: string): Disposable {
  const lock = lockOrExplain(folder);
  if (lock) return lock;
  throw new Error(
    `Another Driftscape uses this DATA_DIR: ${folder}. Stop it, or give this one a DATA_DIR of its own`,
  );
}

function lockOrExplain(folder: string): Disposable | null {
  try {
    return tryLockFolder(folder);
  } catch (cause) {
    const file = join(folder, lockName);
    throw new Error(
      `Cannot lock ${file}: ${(cause as Error).message}; remove it if it is not from Driftscape, or set DATA_DIR to a folder on a local disk`,
      { cause },
    );
  }
}
