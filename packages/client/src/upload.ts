import { DriftscapeError, expectSuccess } from './errors.ts';
import { operations } from './generated/operations.ts';
import type { ImageFieldsFragment } from './generated/types.ts';
import { newKey } from './idempotency-key.ts';
import { pause } from './pause.ts';
import { putFile } from './put-file.ts';
import { again, type Connection, codeOf, reasonIn, send, sendForm } from './send.ts';

export interface UploadOptions {
  /** The photo's name; default: the file's, or the last segment of the URL. */
  name?: string;
  /**
   * `direct` (default) sends the bytes to a URL returned by the API; `form` sends them with the operation, as a GraphQL
   * multipart request. Photos on the web are always downloaded by the server.
   */
  how?: 'direct' | 'form';
  /** Called with the share of bytes sent, 0…1; only with `direct`. */
  onProgress?: (share: number) => void;
  /**
   * Idempotency key: uploads with the same key are done once, even from different processes. If another one is still
   * sending, this one waits for it, up to 15 minutes. Default: a random key.
   */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export type Image = ImageFieldsFragment;

/** How long an upload waits for another one with the same idempotency key, in seconds. */
const waitSeconds = 900;

/**
 * Uploads a photo.
 * @param photo a file, bytes with a media type, or the URL of a photo
 * @throws DriftscapeError with the reason for rejection
 */
export async function upload(
  connection: Connection,
  photo: Blob | URL,
  options: UploadOptions = {},
): Promise<Image> {
  if (photo instanceof URL) return importPhoto(connection, photo, options);
  // Without types, a URL is easily passed as text, and a missing file as undefined. Blobs may be of another realm.
  if (typeof (photo as Blob | undefined)?.size !== 'number') {
    const message = `Expected a File, a Blob or a URL object, but received ${kindOf(photo)}`;
    throw new DriftscapeError(message, { code: 'BAD_USER_INPUT' });
  }
  return options.how === 'form'
    ? sendInForm(connection, photo, options)
    : sendAsIs(connection, photo, options);
}

function kindOf(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'null') : typeof value;
}

function nameOf(photo: Blob, { name }: UploadOptions): string | undefined {
  return name ?? ('name' in photo ? String(photo.name) : undefined);
}

async function importPhoto(
  connection: Connection,
  { href: url }: URL,
  options: UploadOptions,
): Promise<Image> {
  const { name, idempotencyKey = newKey(), signal } = options;
  const input = { url, name, idempotencyKey };
  const { importImage } = await send(connection, operations.importImage, { input }, signal);
  return expectSuccess(importImage).image;
}

async function sendAsIs(connection: Connection, photo: Blob, options: UploadOptions): Promise<Image> {
  const { idempotencyKey = newKey(), signal } = options;
  const attempt = uploadOf(connection, photo, { ...options, idempotencyKey });
  const start = Date.now();
  for (let round = 0; ; round++) {
    // Sending the bytes and completing an upload can be repeated.
    const outcome = await again(connection, attempt, { isRepeatable: true, signal });
    if (outcome.__typename !== 'UploadMissingError') return expectSuccess(outcome).image;
    // Another call with the same key is sending them. If it fails, this one sends them.
    if (Date.now() - start > waitSeconds * 1000) {
      const message = `Another upload with the same idempotency key did not end within ${waitSeconds} s`;
      throw new DriftscapeError(message, { code: outcome.code, fault: outcome, isRetryable: true });
    }
    await pause(Math.min(0.25 * 2 ** round, 10), signal);
  }
}

/** @returns creates an upload, sends its bytes and completes it; when called again, it continues */
function uploadOf(connection: Connection, photo: Blob, options: UploadOptions) {
  const { onProgress, idempotencyKey, signal } = options;
  const input = {
    name: nameOf(photo, options),
    contentType: photo.type,
    sizeBytes: photo.size,
    idempotencyKey,
  };
  const create = async () => {
    const { createUpload } = await send(connection, operations.createUpload, { input }, signal);
    return expectSuccess(createUpload).upload;
  };
  let upload: Awaited<ReturnType<typeof create>> | undefined;
  let isSent = false;
  return async () => {
    upload ??= await create();
    const { id: uploadId, url, headers } = upload;
    if (!isSent) {
      const { status, text } = await putFile(connection.reach?.(url) ?? url, headers, photo, {
        onProgress,
        signal,
        fetch: connection.fetch,
      });
      // With a repeated key, the bytes may have been sent before: completing the upload shows it.
      if (status >= 300 && status !== 409) {
        // Another call with the same key may have replaced the URL: then get a new one.
        const isReplaced = status === 403;
        if (isReplaced) upload = undefined;
        const message = reasonIn(text) || `The upload was refused with status ${status}`;
        throw new DriftscapeError(message, {
          code: codeOf(status),
          status,
          isRetryable: isReplaced || undefined,
        });
      }
      isSent = true;
    }
    const once = { ...connection, attempts: 1 };
    const completion = { input: { uploadId } };
    const { completeUpload } = await send(once, operations.completeUpload, completion, signal);
    isSent = completeUpload.__typename !== 'UploadMissingError';
    return completeUpload;
  };
}

async function sendInForm(connection: Connection, photo: Blob, options: UploadOptions): Promise<Image> {
  const { idempotencyKey = newKey(), signal } = options;
  const query = operations.uploadImage.text;
  const form = () => {
    const data = new FormData();
    data.set('operations', JSON.stringify({ query, variables: { input: { file: null, idempotencyKey } } }));
    data.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
    data.set('0', photo, nameOf(photo, options) ?? 'photo');
    return data;
  };
  type Data = import('./document.ts').DataOf<typeof operations.uploadImage>;
  return expectSuccess((await sendForm<Data>(connection, form, signal)).uploadImage).image;
}
