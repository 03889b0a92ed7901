import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A folder on its own volume with little room, as a real full disk to run into. Null where this user may not
 * mount one.
 */
export async function mountSmallDisk(megabytes = 1): Promise<(AsyncDisposable & { path: string }) | null> {
  const path = await mkdtemp(join(tmpdir(), 'driftscape-small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  } catch {
    await rmdir(path);
    return null;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run('umount', [path]);
      await rmdir(path);
    },
  };
}
