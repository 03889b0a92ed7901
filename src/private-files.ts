import { chmod, mkdir, stat } from 'node:fs/promises';

/** Nothing for others than the user that runs the process. */
const ownOnly = 0o700;

/** Makes every file and folder that this process creates from now on readable by its user alone. For the start of a program. */
export function createPrivateFiles(): void {
  process.umask(0o777 - ownOnly);
}

/** Makes a folder that its user alone can enter, or takes others' rights to one that is there, if it is ours to change. */
export async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: ownOnly });
  const { mode, uid } = await stat(path);
  if ((mode & ~ownOnly & 0o777) === 0) return;
  if (uid === process.getuid?.()) await chmod(path, ownOnly);
}
