import { access, mkdir, mkdtemp, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageUnavailable } from '../errors.ts';
import { roomOf } from './room.ts';
import type { WorkFolder } from './storage.ts';
import { unavailable, writing } from './volume.ts';

/** Folders for unfinished files, within a root folder on the local disk. */
export class WorkFolders {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /**
   * @param root a folder, created if missing
   * @param options.isExclusive no other process works here, so unfinished files were left by one that died
   */
  static async open(root: string, options: { isExclusive: boolean }): Promise<WorkFolders> {
    if (options.isExclusive) await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    return new WorkFolders(root);
  }

  async create(): Promise<WorkFolder> {
    const path = await writing(() => mkdtemp(join(this.root, 'job-')));
    return {
      path,
      write: (name, bytes) => write(join(path, name), bytes),
      [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
    };
  }

  /** True if the root folder still exists. */
  isThere(): Promise<boolean> {
    return access(this.root).then(
      () => true,
      () => false,
    );
  }

  /** Removes folders that have not changed since `before`. @returns their number */
  async removeUnfinished(before: Date): Promise<number> {
    let count = 0;
    for (const name of await readdir(this.root)) {
      const folder = join(this.root, name);
      if ((await lastChange(folder)) >= before.getTime()) continue;
      await rm(folder, { recursive: true, force: true });
      count += 1;
    }
    return count;
  }

  /**
   * Checks that there is space for another rendering.
   * @param name of the storage, for people
   * @throws StorageUnavailable with a message that says how much is missing
   */
  async checkRoom(name: string): Promise<void> {
    const { freeBytes, sparedBytes } = roomOf(
      await statfs(this.root).catch((error) => {
        throw unavailable(error);
      }),
    );
    if (freeBytes >= sparedBytes) return;
    const [free, spared] = [freeBytes, sparedBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
    throw new StorageUnavailable(
      `${name} has ${free} MiB of room left, and renderings need ${spared} MiB; free some space`,
    );
  }
}

async function write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  await writing(() => writeFile(path, bytes));
  return path;
}

/** Time of the last change of a folder or a file in it, in ms since 1970; Infinity if it was removed meanwhile. */
async function lastChange(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const paths = [folder, ...names.map((name) => join(folder, name))];
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      ),
    ),
  );
  return Math.max(...times);
}
