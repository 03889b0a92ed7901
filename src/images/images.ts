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
  /** The file's name as the uploader has it; only its last segment is kept. */
  name: string;
  /** What is known beforehand of its size: too large a file is refused before it is read. */
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
 * Photos are decoded to their last row when they are checked, which takes up to 0.9 GB and a thread of the few that also read and write
 * files: one at a time, by project in turn.
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
   * Checks, stores and records an uploaded photo. When it throws, no file and no row is left, unless the connection to the
   * database broke in the middle: then both may be there.
   * A request whose key was used before gets what that made.
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
    // What decodes photos is loaded for the first of them: a start need not wait for it.
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
      // A file that no row names does less harm than a row without its file.
      if (!hasBrokenOff(error)) await this.#storage.remove(storageKey);
      // The same request came twice at once, and the other was quicker.
      const other = request && isUniqueViolation(error) ? await this.findMadeBy(request) : null;
      if (other) return other;
      throw error;
    }
  }

  /** @param name kept as that of an upload is. @throws UserError NOT_FOUND */
  async rename(id: string, name: string): Promise<Image> {
    const [image] = await this.#prisma.image.updateManyAndReturn({
      where: { id, projectId: this.#projectId },
      data: { name: fileName(name) },
    });
    if (!image) throw notFound('Image', id);
    return image;
  }

  /**
   * The image that a request with this key made before; null when there was none.
   * @throws UserError IDEMPOTENCY_CONFLICT when that request asked for something else
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

  /** Passes the bytes on, shows each chunk to `see`, and stops as soon as there are too many. */
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

/** Browsers send a bare name, some clients a path. What is left goes to people, so it is kept readable and on one line. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const readable = last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  // Where the cut goes through a character, half of it is none.
  return readable.slice(0, longestName).replace(/\p{Cs}$/u, '') || 'photo';
}
