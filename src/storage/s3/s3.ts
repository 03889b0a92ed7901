import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { StorageUnavailable } from '../../errors.ts';
import { beyondFile } from '../byte-range.ts';
import { contentTypeOf, isKey } from '../key.ts';
import { noFile } from '../no-file.ts';
import type { DirectAddresses, LocalFile, OpenedFile, Storage, StoredFile, WorkFolder } from '../storage.ts';
import { writing } from '../volume.ts';
import { WorkFolders } from '../work-folders.ts';
import { directAddresses } from './addresses.ts';
import { Bucket, type ObjectFacts } from './bucket.ts';
import { openClient, openSigner } from './client.ts';
import { download } from './download.ts';
import { bucketError } from './errors.ts';
import { patiently } from './patience.ts';
import type { S3Settings } from './settings.ts';

/** Object with the identity of the storage. Its name cannot be a key. */
const identityName = '.identity';
/** Object written by all processes to check that writing works. */
const probeName = '.probe';
/** No check is needed within this time after a successful write. */
const trustedMs = 60_000;
/** The owner of a work folder without changes for this long has died. */
const abandonedMs = 3_600_000;
const textType = 'text/plain';

/** Files in a bucket, each an object with its key as name. Unfinished files are on the local disk. */
export class S3Storage implements Storage {
  readonly advice = 'correct STORAGE, or the endpoint and the credentials of the AWS SDK';
  readonly direct: DirectAddresses;
  readonly #bucket: Bucket;
  readonly #work: WorkFolders;
  #identity: string | null = null;
  /** Time of the last successful write; after a failure writing must be checked. */
  #writtenAtMs = -Infinity;

  private constructor(bucket: Bucket, work: WorkFolders, direct: DirectAddresses) {
    this.#bucket = bucket;
    this.#work = work;
    this.direct = direct;
  }

  /**
   * @param workRoot a local folder, created if missing
   * @param options.isExclusive no other process works in that folder
   */
  static async open(
    settings: S3Settings,
    workRoot: string,
    options: { isExclusive: boolean },
  ): Promise<S3Storage> {
    const work = await WorkFolders.open(workRoot, options);
    // No sweep of another machine comes here.
    await work.removeUnfinished(new Date(Date.now() - abandonedMs));
    const bucket = new Bucket(openClient(settings), settings);
    return new S3Storage(bucket, work, directAddresses(openSigner(settings), bucket, settings));
  }

  get location(): string {
    return this.#bucket.location;
  }

  async put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile> {
    if (!isKey(key)) throw noFile(key);
    if (!(bytes instanceof Uint8Array)) {
      await using folder = await this.createWorkFolder();
      return await this.take(key, await folder.write('file', bytes));
    }
    await this.#noting(() => this.#bucket.put(key, bytes, contentTypeOf(key)));
    return this.describe(key);
  }

  async take(key: string, path: string): Promise<StoredFile> {
    if (!isKey(key)) throw noFile(key);
    await writing(() => stat(path));
    await this.#noting(() => patiently(() => this.#bucket.upload(key, path, contentTypeOf(key))));
    await rm(path);
    return this.describe(key);
  }

  async describe(key: string): Promise<StoredFile> {
    const found = isKey(key) ? await this.#bucket.head(key) : null;
    if (!found) throw noFile(key);
    return toFile(key, found);
  }

  async open(key: string, range?: { start: number; end?: number }): Promise<OpenedFile> {
    if (range && !(range.start >= 0 && range.start <= (range.end ?? Infinity))) {
      throw beyondFile(range, (await this.describe(key)).sizeBytes);
    }
    const found = isKey(key) ? await this.#bucket.get(key, range) : null;
    if (!found) throw noFile(key);
    const stream = Readable.from(this.#reading(found.stream), { objectMode: false });
    // Also when nobody has begun to read.
    stream.once('close', () => found.stream.destroy());
    return { ...toFile(key, found), stream, range: found.range };
  }

  async has(key: string): Promise<boolean> {
    return isKey(key) && (await this.#bucket.head(key)) !== null;
  }

  async remove(key: string): Promise<void> {
    if (!isKey(key)) throw noFile(key);
    await this.#bucket.remove(key);
  }

  async *keys(folder = ''): AsyncIterable<string> {
    if (folder !== '' && !isKey(`${folder}/file`)) return;
    for await (const name of this.#bucket.names(folder && `${folder}/`)) {
      if (isKey(name)) yield name;
    }
  }

  async localFile(key: string): Promise<LocalFile> {
    if (!isKey(key)) throw noFile(key);
    await using resources = new AsyncDisposableStack();
    const folder = resources.use(await this.createWorkFolder());
    const path = join(folder.path, key.slice(key.lastIndexOf('/') + 1));
    if (!(await patiently(() => download(this.#bucket, key, path)))) throw noFile(key);
    const kept = resources.move();
    return { path, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }

  createWorkFolder(): Promise<WorkFolder> {
    return this.#work.create();
  }

  async removeUnfinished(before: Date): Promise<number> {
    return (await this.#work.removeUnfinished(before)) + (await this.#bucket.abortUploads(before));
  }

  async readIdentity(): Promise<string | null> {
    const found = await this.#bucket.get(identityName);
    if (!found) return null;
    return (await text(this.#reading(found.stream))).trim() || null;
  }

  async writeIdentity(identity: string): Promise<void> {
    await this.#bucket.put(identityName, Buffer.from(`${identity}\n`), textType);
    this.#identity = identity;
  }

  expectIdentity(identity: string): void {
    this.#identity = identity;
  }

  async check(): Promise<void> {
    const found = await this.readIdentity();
    if (this.#identity !== null && found !== this.#identity) {
      throw new StorageUnavailable(
        `${this.location} is not the storage that it was; was its bucket emptied?`,
      );
    }
    if (Date.now() - this.#writtenAtMs < trustedMs) return;
    await this.#noting(() => this.#bucket.put(probeName, Buffer.from(new Date().toISOString()), textType));
  }

  /** Renderings are written to the local disk first. */
  checkRoom(): Promise<void> {
    return this.#work.checkRoom(this.#work.root);
  }

  /** Writes, and records whether it succeeded. */
  async #noting(write: () => Promise<void>): Promise<void> {
    this.#writtenAtMs = -Infinity;
    await write();
    this.#writtenAtMs = Date.now();
  }

  /** Passes bytes on; a lost connection counts as unavailable storage. */
  async *#reading(stream: Readable): AsyncGenerator<Uint8Array> {
    try {
      yield* stream;
    } catch (error) {
      throw bucketError(this.location, error);
    }
  }
}

function toFile(key: string, { sizeBytes, etag, modifiedAt }: ObjectFacts): StoredFile {
  return { key, sizeBytes, contentType: contentTypeOf(key), etag, modifiedAt };
}
