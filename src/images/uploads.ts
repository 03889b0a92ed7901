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
import { newAddress, uploadIdIn } from './upload-address.ts';

/** An announced photo. */
export interface AnnouncedPhoto {
  /** File name from the client; only its last segment is kept. */
  name?: string;
  /** Media type, such as `image/jpeg`. */
  contentType: string;
  sizeBytes: number;
  /** Row id of the API key that announced it; null if no keys are required. */
  keyId: string | null;
}

/** An upload, and the secret that authorizes sending the bytes. */
export interface NewUpload {
  upload: ImageUpload;
  token: string;
  /** Where to send them directly; null if they are sent to this server. */
  directUrl: string | null;
}

/**
 * Photos uploaded in three steps: announced, sent by anyone who has the URL, completed to an image. Only the SHA-256 of
 * the secret in the URL is stored.
 */
export class Uploads {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #images: Images;
  readonly #removals: FileRemovals;
  readonly #direct: DirectUploads;
  readonly #projectId: string;
  /** Ids of uploads that are being received: one sender at a time. */
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
   * Announces a photo. A repeated request with the same key returns the same upload.
   * @throws UserError UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, INVALID_INPUT (path inside `photo`), IDEMPOTENCY_CONFLICT,
   * STORAGE_FULL
   */
  async create(photo: AnnouncedPhoto, request?: KeyedRequest): Promise<NewUpload> {
    const { sizeBytes, keyId } = photo;
    const contentType = mediaType(photo.contentType);
    this.#requirePhoto(contentType, sizeBytes);
    const id = randomUUID();
    const { token, ...address } = newAddress(id);
    const keys = { idempotencyKey: request?.key, idempotencyDigest: request?.digest };
    const from = { projectId: this.#projectId, keyId };
    const name = fileName(photo.name ?? '');
    const data = { id, name, contentType, sizeBytes, ...from, ...address, ...keys };
    try {
      const upload = await whenThereIsRoom(this.#prisma.imageUpload.create({ data }));
      return { token, upload, directUrl: await this.#direct.addressFor(upload) };
    } catch (error) {
      // The same request arrived twice concurrently, and the other one was faster.
      const other = request && isUniqueViolation(error) ? await this.renew(request) : null;
      if (other) return other;
      throw error;
    }
  }

  /**
   * Gives the upload of an earlier request with this key a new URL, because the old one cannot be recovered; null if
   * there was none.
   * @throws UserError IDEMPOTENCY_CONFLICT if that request had another input
   */
  async renew(request: KeyedRequest): Promise<NewUpload | null> {
    const made = { projectId: this.#projectId, idempotencyKey: request.key };
    const first = await this.#prisma.imageUpload.findUnique({ where: { projectId_idempotencyKey: made } });
    if (!first) return null;
    requireSameRequest(request, first.idempotencyDigest, { type: 'ImageUpload', id: first.id });
    const { token, ...data } = newAddress(first.id);
    // It may have been swept meanwhile; then it counts as nonexistent.
    const [upload] = await this.#prisma.imageUpload.updateManyAndReturn({ where: { id: first.id }, data });
    return upload ? { token, upload, directUrl: await this.#direct.addressFor(upload) } : null;
  }

  /**
   * The upload, of any project, that this token of a URL names; null if there is none, or the key that announced it was
   * revoked. `isReplaced` if the token is not, or no longer, the upload's: then it authorizes nothing.
   */
  async find(token: string): Promise<{ upload: ImageUpload; isReplaced: boolean } | null> {
    const id = uploadIdIn(token);
    if (id === null) return null;
    const upload = await this.#prisma.imageUpload.findUnique({ where: { id }, include: { key: true } });
    if (upload === null || upload.key?.revokedAt) return null;
    // Hashes are compared, so timing reveals nothing about the secret.
    return { upload, isReplaced: upload.tokenHash !== sha256(token) };
  }

  /**
   * Stores the bytes of an upload until it is completed. If it throws, nothing is left and they can be sent again.
   * @returns false if they were already sent, or are being sent by another client
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
   * Creates an image from the sent file; repeating it returns the same image.
   * @param keyId the caller's API key, which must be the one that announced it; null if no keys are required
   * @throws UserError NOT_FOUND, UPLOAD_MISSING while nothing was sent, UPLOAD_EXPIRED if nothing can be sent any more,
   *   and all errors of `Images.ingest`
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
      // Files sent to the storage and never completed, or sent again after completion, have no row.
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

  /** Moves a complete file to its waiting place, unless another one was faster. */
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

  /** Records bytes that were sent directly to the storage. @returns their key; null while there are none */
  async #findSent(upload: ImageUpload): Promise<string | null> {
    const storageKey = await this.#direct.find(upload);
    if (storageKey === null) return null;
    const data = { storageKey, receivedAt: new Date() };
    await this.#prisma.imageUpload.updateMany({ where: { id: upload.id, receivedAt: null }, data });
    return storageKey;
  }

  /**
   * The bytes are missing: another request has completed it meanwhile, or a backup was restored, which does not contain
   * such files.
   */
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

  /** @returns null if the bytes are missing */
  async #ingest({ id, name, idempotencyKey }: ImageUpload, storageKey: string): Promise<Image | null> {
    const file = await this.#storage.open(storageKey).catch(nullWhenGone);
    if (!file) return null;
    // Always with a key, so that two concurrent completions, or one that dies midway, create one image.
    const key = idempotencyKey ?? `upload ${id}`;
    const request = (sha256: string) => keyRequest(key, { name, sha256 });
    try {
      return await this.#images.ingest({ name, bytes: file.stream, request });
    } finally {
      // If it was rejected before its bytes were read, the file would stay open.
      file.stream.destroy();
    }
  }
}

function nullWhenGone(error: unknown): null {
  if (error instanceof UserError && error.code === 'NOT_FOUND') return null;
  throw error;
}
