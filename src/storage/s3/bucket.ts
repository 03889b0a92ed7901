import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { beyondFile } from '../byte-range.ts';
import type { ByteRange } from '../storage.ts';
import { bucketError, isBeyondObject, isMissing } from './errors.ts';
import type { S3Settings } from './settings.ts';

/** Part size of larger files, and number of concurrent parts; their product is the memory of an upload. */
const partBytes = 8 * 2 ** 20;
const partsAtOnce = 3;

export interface ObjectFacts {
  sizeBytes: number;
  etag: string;
  modifiedAt: Date;
}

/**
 * The objects of a bucket below a prefix. Errors are those of the storage: a failing or unreachable server is a
 * StorageUnavailable.
 */
export class Bucket {
  /** Such as `s3://bucket/prefix`. */
  readonly location: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #before: string;

  constructor(client: S3Client, { bucket, prefix }: Pick<S3Settings, 'bucket' | 'prefix'>) {
    this.#client = client;
    this.#bucket = bucket;
    this.#before = prefix && `${prefix}/`;
    this.location = `s3://${bucket}${prefix && `/${prefix}`}`;
  }

  /** Bucket and key of an object, for requests. */
  target(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#before + name };
  }

  /** @returns null if there is no such object */
  async head(name: string): Promise<ObjectFacts | null> {
    return this.#asking(async () => {
      try {
        const found = await this.#client.send(new HeadObjectCommand(this.target(name)));
        return factsOf(found, found.ContentLength);
      } catch (error) {
        if (!isMissing(error)) throw error;
        // Without its bucket every object is missing.
        await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
        return null;
      }
    });
  }

  /**
   * @returns null if there is no such object
   * @throws RangeError if no part of the range lies within it
   */
  async get(
    name: string,
    range?: { start: number; end?: number },
  ): Promise<(ObjectFacts & { stream: Readable; range: ByteRange }) | null> {
    return this.#asking(async () => {
      const asked = range && { Range: `bytes=${range.start}-${range.end ?? ''}` };
      try {
        const command = new GetObjectCommand({ ...this.target(name), ...asked });
        const found = await this.#client.send(command);
        const { ContentLength: length = 0, ContentRange: whole } = found;
        const sizeBytes = whole ? Number(whole.slice(whole.lastIndexOf('/') + 1)) : length;
        const start = range?.start ?? 0;
        const end = start + length - 1;
        return { ...factsOf(found, sizeBytes), stream: found.Body as Readable, range: { start, end } };
      } catch (error) {
        if (isMissing(error)) return null;
        if (!range || !isBeyondObject(error)) throw error;
        throw beyondFile(range, (await this.head(name))?.sizeBytes ?? 0);
      }
    });
  }

  async put(name: string, bytes: Uint8Array, contentType: string): Promise<void> {
    const object = { ...this.target(name), Body: bytes, ContentType: contentType };
    await this.#asking(() => this.#client.send(new PutObjectCommand(object)));
  }

  /** Stores a file, large ones in parts: the object appears complete after the last part. */
  async upload(name: string, path: string, contentType: string): Promise<void> {
    const { size } = await stat(path);
    if (size <= partBytes) return this.put(name, await readFile(path), contentType);
    await this.#asking(async () => {
      const stream = createReadStream(path, { highWaterMark: 2 ** 20 });
      const params = { ...this.target(name), Body: stream, ContentType: contentType };
      try {
        await new Upload({
          client: this.#client,
          params,
          partSize: partBytes,
          queueSize: partsAtOnce,
        }).done();
      } finally {
        stream.destroy();
      }
    });
  }

  async remove(name: string): Promise<void> {
    await this.#asking(() => this.#client.send(new DeleteObjectCommand(this.target(name))));
  }

  /** The names of all objects with this prefix. */
  async *names(beginning: string): AsyncIterable<string> {
    const where = { Bucket: this.#bucket, Prefix: this.#before + beginning };
    const pages = paginateListObjectsV2({ client: this.#client }, where)[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.#asking(() => pages.next());
      if (page.done) return;
      for (const { Key = '' } of page.value.Contents ?? []) yield Key.slice(this.#before.length);
    }
  }

  /** Aborts multipart uploads that were started before a given time and never completed. @returns their number */
  async abortUploads(before: Date): Promise<number> {
    return this.#asking(async () => {
      let count = 0;
      let from: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
      while (from) {
        const where = { Bucket: this.#bucket, Prefix: this.#before, ...from };
        const page: ListMultipartUploadsCommandOutput = await this.#client.send(
          new ListMultipartUploadsCommand(where),
        );
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if (!Initiated || Initiated >= before) continue;
          await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }));
          count += 1;
        }
        const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
        from = page.IsTruncated ? { KeyMarker, UploadIdMarker } : null;
      }
      return count;
    });
  }

  async #asking<T>(operations: () => Promise<T>): Promise<T> {
    try {
      return await operations();
    } catch (error) {
      throw bucketError(this.location, error);
    }
  }
}

function factsOf(
  { ETag, LastModified }: { ETag?: string; LastModified?: Date },
  sizeBytes: number | undefined,
): ObjectFacts {
  return { sizeBytes: sizeBytes ?? 0, etag: ETag ?? '', modifiedAt: LastModified ?? new Date(0) };
}
