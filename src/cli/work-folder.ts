import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockName, tryLockFolder } from '../database/folder-lock.ts';

/** A folder of this process alone; disposing, or the end of the process, removes it and all in it. */
export interface OwnFolder extends AsyncDisposable {
  readonly path: string;
}

export interface FolderName {
  /** What its name begins with; six characters follow. */
  prefix: string;
  /** Names of all that may be in it, so that nothing else is ever removed with it. */
  contents: RegExp;
}

const ending = /^[A-Za-z0-9]{6}$/;

/** Those of this process: a command may have a dozen, and one listener does for all. */
const open = new Set<string>();

function removeOpen(): void {
  for (const path of open) rmSync(path, { recursive: true, force: true });
}

/**
 * Makes a hidden folder for files in the making, and removes those that killed processes left beside it. Whose process lives is told by
 * a lock, which ends with it, not by its number, which means nothing on another machine or in another container.
 * @throws the system's error when the folder cannot be made
 */
export async function makeWorkFolder(parent: string, name: FolderName): Promise<OwnFolder> {
  await removeLeftovers(parent, name);
  // Locked before it has its name: under that nobody ever finds it unlocked while its process lives.
  const draft = await mkdtemp(join(parent, `${name.prefix}new-`));
  const lock = lockIfPossible(draft);
  const path = join(parent, `${name.prefix}${draft.slice(-6)}`);
  await rename(draft, path);
  if (open.size === 0) process.once('exit', removeOpen);
  open.add(path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true });
      open.delete(path);
      if (open.size === 0) process.off('exit', removeOpen);
      lock?.[Symbol.dispose]();
    },
  };
}

/**
 * Removes folders of a kind, and of this user, whose process has ended without doing so.
 * @param parent where they are
 */
export async function removeLeftovers(parent: string, { prefix, contents }: FolderName): Promise<void> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const isOfKind = entry.name.startsWith(prefix) && ending.test(entry.name.slice(prefix.length));
    if (!isOfKind || !entry.isDirectory()) continue;
    // What another process removes at the same time, or may not be removed, is none of our business.
    await removeIfLeft(join(parent, entry.name), contents).catch(() => {});
  }
}

async function removeIfLeft(folder: string, contents: RegExp): Promise<void> {
  if ((await stat(folder)).uid !== process.getuid?.()) return;
  const names = await readdir(folder);
  if (!existsSync(join(folder, lockName)) || !names.every((name) => contents.test(name))) return;
  using lock = tryLockFolder(folder);
  if (lock) await rm(folder, { recursive: true });
}

/** Some file systems have no locks: what is killed there stays, since nobody can tell whether it lives. */
function lockIfPossible(folder: string): Disposable | null {
  try {
    return tryLockFolder(folder);
  } catch {
    rmSync(join(folder, lockName), { force: true });
    return null;
  }
}
