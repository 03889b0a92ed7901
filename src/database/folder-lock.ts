import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

/**
 * Takes a folder for this process alone, until it is disposed or the process ends, however it ends. The lock is the
 * operating system's, on a file in the folder, taken by way of SQLite: Node itself has no call for it.
 * @throws Error when another process, or another caller in this one, has the folder
 */
export function lockFolder(folder: string): Disposable {
  const file = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    file.close();
    if ((cause as { errcode?: number }).errcode !== sqliteBusy) throw cause;
    throw new Error(
      `Another Driftscape uses this DATA_DIR: ${folder}. Stop it, or give this one a DATA_DIR of its own`,
      { cause },
    );
  }
  return { [Symbol.dispose]: () => file.close() };
}
