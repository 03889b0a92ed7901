import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockName, tryLockFolder } from '../database/folder-lock.ts';

/** A folder private to this process. Disposing, or the end of the process, removes it with its contents. */
export interface OwnFolder extends AsyncDisposable {
  readonly path: string;
}

export interface FolderName {
  /** Prefix of its name; six characters follow. */
  prefix: string;
  /** Names of all files that it may contain, so that nothing else is ever removed. */
  contents: RegExp;
}

const ending = /^[A-Za-z0-9]{6}$/;

/** The folders of this process. A command may have a dozen; one exit listener serves all. */
const open = new Set<string>();

function removeOpen(): void {
  for (const path of open) rmSync(path, { recursive: true, force: true });
}

/**
 * Creates a hidden folder for unfinished files, and removes those that killed processes left next to it. A lock, which
 * ends with its process, shows whether the process is alive. A process id would mean nothing on another machine or in
 * another container.
 * @throws the system's error when the folder cannot be made
 */
export async function makeWorkFolder(parent: string, name: FolderName): Promise<OwnFolder> {
  await removeLeftovers(parent, name);
  // It is locked before it gets its name, so nobody ever finds it unlocked under that name while its process is alive.
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
 * Removes folders of this kind and user whose process has ended without doing so.
 * @param parent folder that contains them
 */
export async function removeLeftovers(parent: string, { prefix, contents }: FolderName): Promise<void> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const isOfKind = entry.name.startsWith(prefix) && ending.test(entry.name.slice(prefix.length));
    if (!isOfKind || !entry.isDirectory()) continue;
    // Ignore folders that another process removes at the same time, or that cannot be removed.
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

/**
 * Some file systems have no locks. Folders of killed processes stay there, because nobody can know whether the process
 * is alive.
 */
function lockIfPossible(folder: string): Disposable | null {
  try {
    return tryLockFolder(folder);
  } catch {
    rmSync(join(folder, lockName), { force: true });
    return null;
  }
}
