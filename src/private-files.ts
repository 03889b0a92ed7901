import { chmod, mkdir, mkdtemp, readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from './errors.ts';

/** Access only for the user that runs the process. */
const ownOnly = 0o700;
/** The mode bit of shared folders such as `/tmp`. */
const sticky = 0o1000;
/** Contents of a data directory; `lost+found` belongs to its file system. */
export const dataFolderContents =
  /^(?:lock(?:-journal)?|database(?:\.making)?|files|work|token-secret.*|lost\+found)$/;

/**
 * Makes every file and folder that this process creates readable only by its user. Call it at the start of a program.
 */
export function createPrivateFiles(): void {
  process.umask(0o777 - ownOnly);
}

/**
 * Creates the folder of a setting with access only for its user. Restricts the access to an existing folder if it is
 * ours to change; folders with other contents, such as a home folder, are left unchanged.
 * @param setting name of the setting
 * @throws UserError INVALID_SETTINGS that says why it cannot be created or written
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
    const message = `${setting}: Expected a folder that can be created and written, but ${folder} cannot: ${why}; set ${setting} to another, or fix that one`;
    throw new UserError('INVALID_SETTINGS', message, { path: [setting], cause });
  }
}

async function holdsOnlyOurs(folder: string): Promise<boolean> {
  return (await readdir(folder)).every((name) => dataFolderContents.test(name));
}

const reasons: Record<string, string | undefined> = {
  EACCES: 'this user has no permission (EACCES)',
  EPERM: 'the operation is not permitted (EPERM)',
  EROFS: 'its file system is read-only (EROFS)',
  EEXIST: 'a file has that name, or the name of a parent folder (EEXIST)',
  ENOTDIR: 'a file has that name, or the name of a parent folder (ENOTDIR)',
  ENOENT: 'its parent cannot have subfolders, or a symbolic link is broken (ENOENT)',
  ELOOP: 'its symbolic links lead in a circle (ELOOP)',
  ENAMETOOLONG: 'its name is too long (ENAMETOOLONG)',
  ENOSPC: 'its disk is full (ENOSPC)',
};

/** Creates a folder and its parents. Node's own function hangs where a folder cannot have subfolders, as in `/proc`. */
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
