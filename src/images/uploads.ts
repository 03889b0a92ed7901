import { randomUUID } from 'node:crypto';
import { whenThereIsRoom } from '../database/disk-full.ts';
import { isUniqueViolation } from '../database/unique-violation.ts';
import { sha256 } from '../digest.ts';
import { UserError } from '../errors.ts';
import type { Image, ImageUpload, PrismaClient } from '../generated/prisma/client.ts';
import { type KeyedRequest, keyRequest, requireSameRequest } from '../idempotency.ts';
import type { FileRemovals } from '../leftovers/file-removals.ts';
import { acceptedFormats, mayBePhoto } from '../photo/format.ts';
import { defaultProject } from '../project.ts';
import { waitingFolder } from '../storage/key.ts';
import type { Storage } from '../storage/storage.ts';
import { DirectUploads, directKey } from './direct-uploads.ts';
import { exactly } from './exactly.ts';
import { fileName, type Images } from './images.ts';
import { mediaType } from './media-type.ts';
import { expired, unsent } from './unsent.ts';
import { addressForm, newAddress } from './upload-address.ts';

/** A photo that is about to be sent. */
export interface AnnouncedPhoto {
  /** The file's name as the client has it; only its last segment is kept. */
  name?: string;
  /** Media type, such as `image/jpeg`. */
  contentType: string;
  sizeBytes: number;
  /** Row id of the API key it is announced with; null where no keys are asked for. */
  keyId: string | null;
}

/** An upload, and the secret that lets its bearer send the bytes. */
export interface NewUpload {
  upload: ImageUpload;
  token: string;
  /** Where to send them without this server; null where they come here. */
  directUrl: string | null;
}

/**
 * Photos that come in three steps: announced, sent by whoever has the address, completed to an image. Of the secret in the
 * address the SHA-256 is stored, beside what the upload is bound to.
 */
export class Uploads {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #images: Images;
  readonly #removals: FileRemovals;
  readonly #direct: DirectUploads;
  readonly #projectId: string;
  /** Ids of those whose bytes are coming in: one sender at a time. */
  readonly #receiving: Set<string>;

  constructor(
    prisma: PrismaClient,
    storage: Storage,
    images: Images,
    removals: FileRemovals,
    projectId = defaultProject,
    receiving = new Set<string>(),
  ) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#images = images;
    this.#removals = removals;
    this.#direct = new DirectUploads(storage);
    this.#projectId = projectId;
    this.#receiving = receiving;
  }

  /** The same for another project. */
  of(projectId: string): Uploads {
    const images = this.#images.of(projectId);
    return new Uploads(this.#prisma, this.#storage, images, this.#removals, projectId, this.#receiving);
  }

  /**
   * Takes note of a photo that is about to be sent. A request whose key was used before gets the same upload.
   * @throws UserError UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, INVALID_INPUT (path inside `photo`), IDEMPOTENCY_CONFLICT,
   * STORAGE_FULL
   */
  async create(photo: AnnouncedPhoto, request?: KeyedRequest): Promise<NewUpload> {
    const { sizeBytes, keyId } = photo;
    const contentType = mediaType(photo.contentType);
    this.#requirePhoto(contentType, sizeBytes);
    const { token, ...address } = newAddress();
    const keys = { idempotencyKey: request?.key, idempotencyDigest: request?.digest };
    const from = { projectId: this.#projectId, keyId };
    const data = { name: fileName(photo.name ?? ''), contentType, sizeBytes, ...from, ...address, ...keys };
    try {
      const upload = await whenThereIsRoom(this.#prisma.imageUpload.create({ data }));
      return { token, upload, directUrl: await this.#direct.addressFor(upload) };
    } catch (error) {
      // The same request came twice at once, and the other was quicker.
      const other = request && isUniqueViolation(error) ? await this.renew(request) : null;
      if (other) return other;
      throw error;
    }
  }

  /**
   * Gives the upload that a request with this key made before a new address, since the old one cannot be told again; null
   * when there was none.
   * @throws UserError IDEMPOTENCY_CONFLICT when that request asked for something else
   */
  async renew(request: KeyedRequest): Promise<NewUpload | null> {
    const made = { projectId: this.#projectId, idempotencyKey: request.key };
    const first = await this.#prisma.imageUpload.findUnique({ where: { projectId_idempotencyKey: made } });
    if (!first) return null;
    requireSameRequest(request, first.idempotencyDigest, { type: 'ImageUpload', id: first.id });
    const { token, ...data } = newAddress();
    // It may have been swept meanwhile: then it is as if there had been none.
    const [upload] = await this.#prisma.imageUpload.updateManyAndReturn({ where: { id: first.id }, data });
    return upload ? { token, upload, directUrl: await this.#direct.addressFor(upload) } : null;
  }

  /** The upload, whosever, whose address holds this secret; null when there is none, or the key it was announced with was revoked. */
  async find(token: string): Promise<ImageUpload | null> {
    if (!addressForm.test(token)) return null;
    // The database compares hashes: how long that takes tells nothing about the secret.
    const where = { tokenHash: sha256(token) };
    const found = await this.#prisma.imageUpload.findUnique({ where, include: { key: true } });
    return found === null || found.key?.revokedAt ? null : found;
  }

  /**
   * Stores the bytes of an upload until it is completed. When it throws, nothing is left and they may be sent again.
   * @returns false when they are there already, or are being sent by somebody else
   * @throws UserError UPLOAD_EXPIRED, INVALID_INPUT for another number of bytes than announced, STORAGE_FULL
   */
  async receive(
    { id, expiresAt, sizeBytes }: ImageUpload,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<boolean> {
    if (expiresAt.getTime() <= Date.now()) throw expired();
    if (this.#receiving.has(id)) return false;
    this.#receiving.add(id);
    try {
      await using work = await this.#storage.createWorkFolder();
      const path = await work.write('upload', exactly(sizeBytes, bytes));
      return await this.#keep(id, path);
    } finally {
      this.#receiving.delete(id);
    }
  }

  /**
   * Makes an image of what was sent; again, it gives the same image.
   * @param keyId the API key of who asks, the one it was announced with; null where no keys are asked for
   * @throws UserError NOT_FOUND, UPLOAD_MISSING while nothing was sent, UPLOAD_EXPIRED when nothing will be, and all that
   * `Images.ingest` throws
   */
  async complete(id: string, keyId: string | null): Promise<Image> {
    const include = { image: true };
    const projectId = this.#projectId;
    const upload = await this.#prisma.imageUpload.findFirst({ where: { id, projectId, keyId }, include });
    if (!upload) throw new UserError('NOT_FOUND', 'There is no such upload; it may have been removed');
    if (upload.image) return upload.image;
    const storageKey = upload.storageKey ?? (await this.#findSent(upload));
    if (storageKey === null) throw unsent(upload);
    const image = await this.#ingest(upload, storageKey);
    if (image === null) return this.#completeWithoutFile({ ...upload, storageKey });
    await this.#prisma.$transaction(async (tx) => {
      await tx.imageUpload.updateMany({ where: { id }, data: { imageId: image.id, storageKey: null } });
      await this.#removals.release(tx, [storageKey]);
    });
    await this.#removals.carryOut();
    return image;
  }

  /**
   * Forgets uploads, whosever, made before an instant, with what was sent and never completed; none that was asked for again since, and
   * has an address as new as that.
   * @returns how many
   */
  async removeOlderThan(end: Date): Promise<number> {
    const where = { createdAt: { lt: end }, expiresAt: { lt: end } };
    const old = await this.#prisma.imageUpload.findMany({ where, select: { id: true, storageKey: true } });
    await this.#prisma.$transaction(async (tx) => {
      await tx.imageUpload.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
      const keys = old.map(({ storageKey }) => storageKey).filter((key) => key !== null);
      // What was sent to the storage and never completed, or once more after that, no row names.
      const sent = this.#direct.areWanted ? old.map(({ id }) => directKey(id)) : [];
      await this.#removals.release(tx, [...keys, ...sent]);
    });
    await this.#removals.carryOut();
    return old.length;
  }

  #requirePhoto(contentType: string, sizeBytes: number): void {
    if (!mayBePhoto(contentType)) {
      const message = `Expected ${acceptedFormats}, but received ${JSON.stringify(contentType.slice(0, 100))}; convert the photo to JPEG`;
      throw new UserError('UNSUPPORTED_IMAGE', message, { path: ['contentType'] });
    }
    if (sizeBytes < 1) {
      const message = `Expected the size of a photo file, 1 byte or more, but received ${sizeBytes}`;
      throw new UserError('INVALID_INPUT', message, { path: ['sizeBytes'] });
    }
    this.#images.requireSize(sizeBytes);
  }

  /** Moves a complete file to where it waits, unless another was quicker. */
  async #keep(id: string, path: string): Promise<boolean> {
    const storageKey = `${waitingFolder}/${randomUUID()}`;
    await this.#storage.take(storageKey, path);
    let isFirst = false;
    try {
      const data = { storageKey, receivedAt: new Date() };
      const change = this.#prisma.imageUpload.updateMany({ where: { id, receivedAt: null }, data });
      isFirst = (await whenThereIsRoom(change)).count > 0;
      return isFirst;
    } finally {
      if (!isFirst) await this.#storage.remove(storageKey);
    }
  }

  /** Takes note of bytes that have come to the storage without this process. @returns their key; null while none have */
  async #findSent(upload: ImageUpload): Promise<string | null> {
    const storageKey = await this.#direct.find(upload);
    if (storageKey === null) return null;
    const data = { storageKey, receivedAt: new Date() };
    await this.#prisma.imageUpload.updateMany({ where: { id: upload.id, receivedAt: null }, data });
    return storageKey;
  }

  /** The bytes are gone: another request has completed it meanwhile, or a backup was restored, which has no such files. */
  async #completeWithoutFile({ id, storageKey }: ImageUpload): Promise<Image> {
    const data = { storageKey: null, receivedAt: null };
    await this.#prisma.imageUpload.updateMany({ where: { id, storageKey, imageId: null }, data });
    const upload = await this.#prisma.imageUpload.findUniqueOrThrow({
      where: { id },
      include: { image: true },
    });
    if (upload.image) return upload.image;
    throw unsent(upload);
  }

  /** @returns null when the bytes are gone */
  async #ingest({ id, name, idempotencyKey }: ImageUpload, storageKey: string): Promise<Image | null> {
    const file = await this.#storage.open(storageKey).catch(nullWhenGone);
    if (!file) return null;
    // A key in any case: of two that complete it at once, or one that dies in between, comes one image.
    const key = idempotencyKey ?? `upload ${id}`;
    const request = (sha256: string) => keyRequest(key, { name, sha256 });
    try {
      return await this.#images.ingest({ name, bytes: file.stream, request });
    } finally {
      // What was refused before its bytes were read would keep the file open.
      file.stream.destroy();
    }
  }
}

function nullWhenGone(error: unknown): null {
  if (error instanceof UserError && error.code === 'NOT_FOUND') return null;
  throw error;
}
