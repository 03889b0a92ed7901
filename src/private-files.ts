import { chmod, mkdir, mkdtemp, readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from './errors.ts';

/** Nothing for others than the user that runs the process. */
const ownOnly = 0o700;
/** Of a folder such as `/tmp`, which is meant to be shared. */
const sticky = 0o1000;
/** What a data directory holds; `lost+found` is its disk's. */
export const dataFolderContents =
  /^(?:lock(?:-journal)?|database(?:\.making)?|files|work|token-secret.*|lost\+found)$/;

/** Makes every file and folder that this process creates from now on readable by its user alone. For the start of a program. */
export function createPrivateFiles(): void {
  process.umask(0o777 - ownOnly);
}

/**
 * Makes the folder of a setting, one that its user alone can enter, or takes others' rights to one that is there, if it is ours to change:
 * one that holds anything else, such as a home folder, stays as it is.
 * @param setting what it is called
 * @throws UserError INVALID_SETTINGS that says why it cannot be made or written
 */
export async function privateFolder(setting: string, path: string): Promise<void> {
  const folder = resolve(path);
  try {
    await makeFolders(folder, ownOnly);
    await rmdir(await mkdtemp(join(folder, '.probe-')));
    const { mode, uid } = await stat(folder);
    const isOpen = (mode & ~ownOnly & 0o777) !== 0 && (mode & sticky) === 0;
    if (isOpen && uid === process.getuid?.() && (await holdsOnlyOurs(folder))) await chmod(folder, ownOnly);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const why = reasons[code] ?? String(cause);
    const message = `${setting}: Expected a folder that can be made and written, but ${folder} cannot: ${why}; set ${setting} to another, or mend that one`;
    throw new UserError('INVALID_SETTINGS', message, { path: [setting], cause });
  }
}

async function holdsOnlyOurs(folder: string): Promise<boolean> {
  return (await readdir(folder)).every((name) => dataFolderContents.test(name));
}

const reasons: Record<string, string | undefined> = {
  EACCES: 'this user may not do so (EACCES)',
  EPERM: 'nobody may do so (EPERM)',
  EROFS: 'its file system is read-only (EROFS)',
  EEXIST: 'a file of that name, or of a folder that it is in, is there (EEXIST)',
  ENOTDIR: 'a file of that name, or of a folder that it is in, is there (ENOTDIR)',
  ENOENT: 'the folder that it is in takes no others, or a symbolic link leads nowhere (ENOENT)',
  ELOOP: 'its symbolic links lead in a circle (ELOOP)',
  ENAMETOOLONG: 'its name is too long (ENAMETOOLONG)',
  ENOSPC: 'its disk is full (ENOSPC)',
};

/** Makes a folder and those that it is in. Node's own way to do so never returns where a folder takes no others, as in `/proc`. */
export async function makeFolders(path: string, mode = 0o777): Promise<void> {
  const isMade = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  };
  try {
    await mkdir(path, { mode }).catch(isMade);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolders(dirname(path), mode);
    await mkdir(path, { mode }).catch(isMade);
  }
  if (!(await stat(path)).isDirectory()) {
    throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR' });
  }
}
