import { createHash, randomUUID } from 'node:crypto';
import { whenThereIsRoom } from '../database/disk-full.ts';
import { isUniqueViolation } from '../database/unique-violation.ts';
import { hasBrokenOff, notFound, UserError } from '../errors.ts';
import { FairTurns } from '../fair-turns.ts';
import type { Image, PrismaClient } from '../generated/prisma/client.ts';
import { type KeyedRequest, requireSameRequest } from '../idempotency.ts';
import { defaultProject } from '../project.ts';
import type { Storage } from '../storage/storage.ts';

export interface Upload {
  /** File name from the client; only its last segment is kept. */
  name: string;
  /** Size if known in advance: a file that is too large is rejected before it is read. */
  announcedBytes?: number | null;
  bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * Makes the request safe to repeat: the same one gets the image created by the first. The photo may be part of what
   * it asks for, so it is told the photo's SHA-256.
   */
  request?: (sha256: string) => KeyedRequest;
}

export interface ImageLimits {
  maxUploadBytes: number;
  maxPixels: number;
}

/**
 * The check decodes photos completely, which takes up to 0.9 GB and one of the few threads that also read and write
 * files: one at a time, with fair turns by project.
 */
const checks = new FairTurns(1);

/** Where photos are stored. */
export const imageFolder = 'images';
const longestName = 255;

/** The uploaded photos of a project: each a file in storage and a row. */
export class Images {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #limits: ImageLimits;
  readonly #projectId: string;

  constructor(prisma: PrismaClient, storage: Storage, limits: ImageLimits, projectId = defaultProject) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#limits = limits;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): Images {
    return new Images(this.#prisma, this.#storage, this.#limits, projectId);
  }

  /**
   * Checks, stores and records an uploaded photo. If it throws, no file and no row is left, unless the connection to
   * the database was lost meanwhile: then both may exist. A repeated request with the same key returns the image of the
   * first.
   * @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE (bytes or pixels), STORAGE_FULL,
   * IDEMPOTENCY_CONFLICT
   */
  async ingest(upload: Upload): Promise<Image> {
    this.requireSize(upload.announcedBytes ?? 0);
    await using work = await this.#storage.createWorkFolder();
    const hash = createHash('sha256');
    const path = await work.write(
      'upload',
      this.#measured(upload.bytes, (chunk) => hash.update(chunk)),
    );
    const sha256 = hash.digest('hex');
    const request = upload.request?.(sha256);
    const first = request && (await this.findMadeBy(request));
    if (first) return first;
    // The decoder is loaded with the first photo, so that the start need not wait for it.
    const { inspectPhoto } = await import('../photo/inspect.ts');
    const facts = await checks.run(this.#projectId, () =>
      inspectPhoto(path, { maxPixels: this.#limits.maxPixels }),
    );
    const storageKey = `${imageFolder}/${randomUUID()}.${facts.extension}`;
    const { sizeBytes } = await this.#storage.take(storageKey, path);
    try {
      const { contentType, widthPixels, heightPixels } = facts;
      const name = fileName(upload.name);
      const keys = { idempotencyKey: request?.key, idempotencyDigest: request?.digest };
      const projectId = this.#projectId;
      const size = { sizeBytes, widthPixels, heightPixels };
      const data = { projectId, name, contentType, ...size, sha256, storageKey, ...keys };
      return await whenThereIsRoom(this.#prisma.image.create({ data }));
    } catch (error) {
      // A file without a row does less harm than a row without its file.
      if (!hasBrokenOff(error)) await this.#storage.remove(storageKey);
      // The same request arrived twice concurrently, and the other one was faster.
      const other = request && isUniqueViolation(error) ? await this.findMadeBy(request) : null;
      if (other) return other;
      throw error;
    }
  }

  /** @param name treated like the name of an upload. @throws UserError NOT_FOUND */
  async rename(id: string, name: string): Promise<Image> {
    const [image] = await this.#prisma.image.updateManyAndReturn({
      where: { id, projectId: this.#projectId },
      data: { name: fileName(name) },
    });
    if (!image) throw notFound('Image', id);
    return image;
  }

  /**
   * The image that an earlier request with this key created; null if there was none.
   * @throws UserError IDEMPOTENCY_CONFLICT if that request had another input
   */
  async findMadeBy(request: KeyedRequest): Promise<Image | null> {
    const made = { projectId: this.#projectId, idempotencyKey: request.key };
    const first = await this.#prisma.image.findUnique({ where: { projectId_idempotencyKey: made } });
    if (first) requireSameRequest(request, first.idempotencyDigest, { type: 'Image', id: first.id });
    return first;
  }

  /** @throws UserError IMAGE_TOO_LARGE when no photo file may be as large as this */
  requireSize(sizeBytes: number): void {
    const { maxUploadBytes } = this.#limits;
    if (sizeBytes <= maxUploadBytes) return;
    const message = `Expected a photo file of at most ${maxUploadBytes} bytes, but received more; save it smaller or as JPEG`;
    throw new UserError('IMAGE_TOO_LARGE', message);
  }

  /** Passes the bytes on, calls `see` with each chunk, and stops as soon as there are too many. */
  async *#measured(bytes: Upload['bytes'], see: (chunk: Uint8Array) => void): AsyncIterable<Uint8Array> {
    let sizeBytes = 0;
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      sizeBytes += chunk.byteLength;
      this.requireSize(sizeBytes);
      see(chunk);
      yield chunk;
    }
  }
}

/**
 * Browsers send a bare name, some clients a path. The result is shown to people, so it is kept readable and on one
 * line.
 */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const readable = last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  // Remove half a character at the cut.
  return readable.slice(0, longestName).replace(/\p{Cs}$/u, '') || 'photo';
}
