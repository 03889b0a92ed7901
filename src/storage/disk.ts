import { randomUUID } from 'node:crypto';
import {
  access,
  constants,
  lstat,
  mkdir,
  open,
  opendir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isStorageFull, StorageUnavailable } from '../errors.ts';
import { beyondFile } from './byte-range.ts';
import { contentTypeOf, isKey } from './key.ts';
import { noFile } from './no-file.ts';
import type { LocalFile, OpenedFile, Storage, StoredFile, WorkFolder } from './storage.ts';
import { flush, isVolumeError, unavailable, writing } from './volume.ts';
import { WorkFolders } from './work-folders.ts';

/** Folder of unfinished files. Its name cannot be part of a key, so nothing in it is ever served. */
const workFolderName = '.unfinished';
/** File with the identity of the storage; not part of keys or backups. */
const identityName = '.identity';
/** Files in a folder, each at the path that is its key. */
export class DiskStorage implements Storage {
  readonly advice = 'mount the volume that belongs to the database, or correct DATA_DIR';
  readonly #root: string;
  readonly #work: WorkFolders;
  #identity: string | null = null;

  private constructor(root: string, work: WorkFolders) {
    this.#root = root;
    this.#work = work;
  }

  /**
   * @param root a folder, created if missing
   * @param options.isExclusive no other process writes here, so unfinished files were left by one that died
   */
  static async open(root: string, options: { isExclusive: boolean }): Promise<DiskStorage> {
    const folder = resolve(root);
    return new DiskStorage(folder, await WorkFolders.open(join(folder, workFolderName), options));
  }

  get location(): string {
    return this.#root;
  }

  async put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile> {
    await using folder = await this.createWorkFolder();
    return await this.take(key, await folder.write('file', bytes));
  }

  async take(key: string, path: string): Promise<StoredFile> {
    const target = this.#path(key);
    await writing(async () => {
      await flush(path);
      await mkdir(dirname(target), { recursive: true });
      await rename(path, target);
      await flush(dirname(target));
    });
    return this.describe(key);
  }

  async describe(key: string): Promise<StoredFile> {
    // Symbolic links would lead out of the folder, so they are never keys.
    const found = await this.#reading(key, () => lstat(this.#path(key)));
    if (!found.isFile()) throw noFile(key);
    const { size, mtimeMs, mtime: modifiedAt } = found;
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
    return { key, sizeBytes: size, contentType: contentTypeOf(key), etag, modifiedAt };
  }

  async open(key: string, range?: { start: number; end?: number }): Promise<OpenedFile> {
    const file = await this.describe(key);
    const last = file.sizeBytes - 1;
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? last, last);
    if (range && !(start >= 0 && start <= end)) throw beyondFile(range, file.sizeBytes);
    const { O_RDONLY, O_NOFOLLOW } = constants;
    const handle = await this.#reading(key, () => open(this.#path(key), O_RDONLY | O_NOFOLLOW));
    const stream = handle.createReadStream({ start, end: Math.max(end, 0) });
    return { ...file, stream, range: { start, end } };
  }

  async has(key: string): Promise<boolean> {
    return isKey(key) && exists(this.#path(key));
  }

  async remove(key: string): Promise<void> {
    await writing(() => rm(this.#path(key), { force: true }));
  }

  async *keys(folder = ''): AsyncIterable<string> {
    const root = join(this.#root, folder);
    const canHoldKeys = folder === '' || isKey(`${folder}/file`);
    if (!canHoldKeys || !(await exists(root))) return;
    for await (const entry of await opendir(root, { recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      const key = path.slice(this.#root.length + 1).replaceAll('\\', '/');
      if (entry.isFile() && isKey(key)) yield key;
    }
  }

  async localFile(key: string): Promise<LocalFile> {
    await this.describe(key);
    return { path: this.#path(key), [Symbol.asyncDispose]: async () => {} };
  }

  createWorkFolder(): Promise<WorkFolder> {
    return this.#work.create();
  }

  removeUnfinished(before: Date): Promise<number> {
    return this.#work.removeUnfinished(before);
  }

  async readIdentity(): Promise<string | null> {
    const text = await readFile(join(this.#root, identityName), 'utf8').catch((error) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw unavailable(error);
    });
    return text?.trim() || null;
  }

  async writeIdentity(identity: string): Promise<void> {
    await writing(() => writeFile(join(this.#root, identityName), `${identity}\n`, { flush: true }));
    this.#identity = identity;
  }

  expectIdentity(identity: string): void {
    this.#identity = identity;
  }

  async check(): Promise<void> {
    if (this.#identity !== null && (await this.readIdentity()) !== this.#identity) {
      throw new StorageUnavailable(
        `${this.#root} is not the storage that it was; is its volume still mounted?`,
      );
    }
    const probe = join(this.#work.root, `probe-${randomUUID()}`);
    try {
      await writing(() => writeFile(probe, probe));
      const found = await readFile(probe, 'utf8');
      if (found !== probe) throw new Error('it returned other bytes than were written');
      await writing(() => rm(probe));
    } catch (error) {
      if (!isStorageFull(error)) throw error instanceof StorageUnavailable ? error : unavailable(error);
    }
  }

  checkRoom(): Promise<void> {
    return this.#work.checkRoom(this.#root);
  }

  /**
   * Runs operations on the file of a key.
   * @throws UserError NOT_FOUND if the storage is available but the file is missing; StorageUnavailable
   */
  async #reading<T>(key: string, operations: () => Promise<T>): Promise<T> {
    try {
      return await operations();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const isMissing = code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
      // In an empty mount point all files are missing.
      if (isMissing && (await this.#work.isThere())) throw noFile(key, cause);
      if (isMissing || isVolumeError(cause)) throw unavailable(cause);
      throw cause;
    }
  }

  #path(key: string): string {
    if (!isKey(key)) throw noFile(key);
    return join(this.#root, key);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
