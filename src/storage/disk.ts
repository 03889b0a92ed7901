import { randomUUID } from 'node:crypto';
import {
  access,
  constants,
  lstat,
  mkdir,
  mkdtemp,
  open,
  opendir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isStorageFull, StorageUnavailable, UserError } from '../errors.ts';
import { contentTypeOf, isKey } from './key.ts';
import { roomOf } from './room.ts';
import type { LocalFile, OpenedFile, Storage, StoredFile, WorkFolder } from './storage.ts';

/** Holds unfinished files. The name can be in no key, so nothing in it is ever served. */
const workFolderName = '.unfinished';
/** Says which storage this is; in no key and no backup either. */
const identityName = '.identity';
/** What the operating system calls a volume that is gone, read-only, broken or forbidden. */
const volumeErrors = new Set([
  'EACCES',
  'EHOSTDOWN',
  'EIO',
  'ENODEV',
  'ENOTCONN',
  'ENXIO',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
]);

/** Files in a folder, each at the path that is its key. */
export class DiskStorage implements Storage {
  readonly #root: string;
  readonly #workRoot: string;
  #identity: string | null = null;

  private constructor(root: string) {
    this.#root = root;
    this.#workRoot = join(root, workFolderName);
  }

  /**
   * @param root a folder, made when it is missing
   * @param options.isExclusive no other process stores here: what lies unfinished was left by one that died
   */
  static async open(root: string, options: { isExclusive: boolean }): Promise<DiskStorage> {
    const storage = new DiskStorage(resolve(root));
    if (options.isExclusive) await rm(storage.#workRoot, { recursive: true, force: true });
    await mkdir(storage.#workRoot, { recursive: true });
    return storage;
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
    // A link would lead out of the folder: no key is one.
    const found = await this.#reading(key, () => lstat(this.#path(key)));
    if (!found.isFile()) throw noFile(key);
    const { size, mtimeMs } = found;
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
    return { key, sizeBytes: size, contentType: contentTypeOf(key), etag };
  }

  async open(key: string, range?: { start: number; end?: number }): Promise<OpenedFile> {
    const file = await this.describe(key);
    const last = file.sizeBytes - 1;
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? last, last);
    if (range && !(start >= 0 && start <= end)) {
      const received = `${range.start} to ${range.end ?? 'the end'}`;
      throw new RangeError(`Expected a range within ${file.sizeBytes} bytes, but received ${received}`);
    }
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

  async *keys(folder: string): AsyncIterable<string> {
    const root = join(this.#root, folder);
    if (!isKey(`${folder}/file`) || !(await exists(root))) return;
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

  async createWorkFolder(): Promise<WorkFolder> {
    const path = await writing(() => mkdtemp(join(this.#workRoot, 'job-')));
    return {
      path,
      write: (name, bytes) => write(join(path, name), bytes),
      [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
    };
  }

  async removeUnfinished(before: Date): Promise<number> {
    let count = 0;
    for (const name of await readdir(this.#workRoot)) {
      const folder = join(this.#workRoot, name);
      if ((await lastChange(folder)) >= before.getTime()) continue;
      await rm(folder, { recursive: true, force: true });
      count += 1;
    }
    return count;
  }

  /** What the storage says of itself; null when it has not been told yet, or is not there. */
  async readIdentity(): Promise<string | null> {
    const text = await readFile(join(this.#root, identityName), 'utf8').catch((error) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw unavailable(error);
    });
    return text?.trim() || null;
  }

  /** Tells it which storage it is, and from now on looks whether it still is. */
  async writeIdentity(identity: string): Promise<void> {
    await writing(() => writeFile(join(this.#root, identityName), `${identity}\n`, { flush: true }));
    this.#identity = identity;
  }

  /** From now on looks whether it still is this one. */
  expectIdentity(identity: string): void {
    this.#identity = identity;
  }

  async check(): Promise<void> {
    if (this.#identity !== null && (await this.readIdentity()) !== this.#identity) {
      throw new StorageUnavailable(
        `${this.#root} is not the storage that it was; is its volume still mounted?`,
      );
    }
    const probe = join(this.#workRoot, `probe-${randomUUID()}`);
    try {
      await writing(() => writeFile(probe, probe));
      const found = await readFile(probe, 'utf8');
      if (found !== probe) throw new Error('it gave back something else than was written');
      await writing(() => rm(probe));
    } catch (error) {
      if (!isStorageFull(error)) throw error instanceof StorageUnavailable ? error : unavailable(error);
    }
  }

  async checkRoom(): Promise<void> {
    const { freeBytes, sparedBytes } = roomOf(
      await statfs(this.#workRoot).catch((error) => {
        throw unavailable(error);
      }),
    );
    if (freeBytes >= sparedBytes) return;
    const [free, spared] = [freeBytes, sparedBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
    throw new StorageUnavailable(
      `${this.#root} has ${free} MiB of room left, and renderings need ${spared} MiB; free some space`,
    );
  }

  /**
   * Runs operations on the file of a key.
   * @throws UserError NOT_FOUND when the storage is there and the file is not; StorageUnavailable
   */
  async #reading<T>(key: string, operations: () => Promise<T>): Promise<T> {
    try {
      return await operations();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const isMissing = code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
      // Of an empty mount point all files are missing.
      if (isMissing && (await exists(this.#workRoot))) throw noFile(key, cause);
      if (isMissing || volumeErrors.has(code ?? '')) throw unavailable(cause);
      throw cause;
    }
  }

  #path(key: string): string {
    if (!isKey(key)) throw noFile(key);
    return join(this.#root, key);
  }
}

async function write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  await writing(() => writeFile(path, bytes));
  return path;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** When a folder or a file in it was last written to, in ms since 1970; never for one that is gone meanwhile. */
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

/** Makes what was written safe from a crash of the machine. */
async function flush(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}

/** Runs operations that write. @throws UserError STORAGE_FULL; StorageUnavailable */
async function writing<T>(operations: () => Promise<T>): Promise<T> {
  try {
    return await operations();
  } catch (cause) {
    if (isStorageFull(cause)) throw storageFull(cause);
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || volumeErrors.has(code)) throw unavailable(cause);
    throw cause;
  }
}

function unavailable(cause: unknown): StorageUnavailable {
  const { message } = cause as Error;
  return new StorageUnavailable(`Stored files cannot be read or written: ${message}`, { cause });
}

function noFile(key: string, cause?: unknown): UserError {
  return new UserError('NOT_FOUND', `There is no file ${JSON.stringify(key)}; it may have been removed`, {
    cause,
  });
}

function storageFull(cause: unknown): UserError {
  const message = 'The disk is full, so the file was not stored; free some space and try again';
  return new UserError('STORAGE_FULL', message, { isRetryable: true, cause });
}
