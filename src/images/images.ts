import { createHash, randomUUID } from 'node:crypto';
import { whenThereIsRoom } from '../database/disk-full.ts';
import { UserError } from '../errors.ts';
import type { Image, PrismaClient } from '../generated/prisma/client.ts';
import { inspectPhoto } from '../photo/inspect.ts';
import type { Storage } from '../storage/storage.ts';

export interface Upload {
  /** The file's name as the uploader has it; only its last segment is kept. */
  name: string;
  bytes: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface ImageLimits {
  maxUploadBytes: number;
  maxPixels: number;
}

/** Where photos are stored. */
export const imageFolder = 'images';
const longestName = 255;

/** The uploaded photos: each a file in storage and a row. */
export class Images {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #limits: ImageLimits;

  constructor(prisma: PrismaClient, storage: Storage, limits: ImageLimits) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#limits = limits;
  }

  /**
   * Checks, stores and records an uploaded photo. When it throws, no file and no row is left.
   * @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE (bytes or pixels), STORAGE_FULL
   */
  async ingest(upload: Upload): Promise<Image> {
    await using work = await this.#storage.createWorkFolder();
    const hash = createHash('sha256');
    const path = await work.write(
      'upload',
      this.#measured(upload.bytes, (chunk) => hash.update(chunk)),
    );
    const facts = await inspectPhoto(path, { maxPixels: this.#limits.maxPixels });
    const storageKey = `${imageFolder}/${randomUUID()}.${facts.extension}`;
    const { sizeBytes } = await this.#storage.take(storageKey, path);
    try {
      const { contentType, widthPixels, heightPixels } = facts;
      const sha256 = hash.digest('hex');
      const name = fileName(upload.name);
      const data = { name, contentType, sizeBytes, widthPixels, heightPixels, sha256, storageKey };
      return await whenThereIsRoom(this.#prisma.image.create({ data }));
    } catch (error) {
      await this.#storage.remove(storageKey);
      throw error;
    }
  }

  /** Passes the bytes on, shows each chunk to `see`, and stops as soon as there are too many. */
  async *#measured(bytes: Upload['bytes'], see: (chunk: Uint8Array) => void): AsyncIterable<Uint8Array> {
    const { maxUploadBytes } = this.#limits;
    let sizeBytes = 0;
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxUploadBytes) {
        throw new UserError(
          'IMAGE_TOO_LARGE',
          `Expected a photo file of at most ${maxUploadBytes} bytes, but received more; save it smaller or as JPEG`,
        );
      }
      see(chunk);
      yield chunk;
    }
  }
}

/** Browsers send a bare name, some clients a path. What is left goes to people, so it is kept readable. */
function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\p{C}/gu, '').trim().slice(0, longestName) || 'photo';
}
