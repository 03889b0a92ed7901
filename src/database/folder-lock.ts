import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;
/** The file in a folder that its lock is on. */
export const lockName = 'lock';

/**
 * Takes a folder for this process alone, until it is disposed or the process ends, however it ends. The lock is the
 * operating system's, on a file in the folder, taken by way of SQLite: Node itself has no call for it.
 * @returns null when another process, or another caller in this one, has the folder
 * @throws Error when the file cannot be made, or the file system has no locks
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
 * Takes a data directory as {@link tryLockFolder} does.
 * @throws Error when somebody has it, or it cannot be locked
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
      `Cannot lock ${file}: ${(cause as Error).message}; remove it when it is no file of ours, or set DATA_DIR to a folder on a disk of this machine`,
      { cause },
    );
  }
}
