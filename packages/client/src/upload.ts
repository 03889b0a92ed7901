import { DriftscapeError, expectSuccess } from './errors.ts';
import { operations } from './generated/operations.ts';
import type { ImageFieldsFragment } from './generated/types.ts';
import { newKey } from './idempotency-key.ts';
import { putFile } from './put-file.ts';
import { again, type Connection, codeOf, send, sendForm } from './send.ts';

export interface UploadOptions {
  /** The photo's name; default: the file's, or what the address ends in. */
  name?: string;
  /**
   * `direct` (default) sends the bytes as they are to an address that the API gives; `form` sends them with the operation, as a GraphQL
   * multipart request. Photos on the web are fetched by the server, whatever is said here.
   */
  how?: 'direct' | 'form';
  /** Hears which share of the bytes has left, 0…1; with `direct` alone. */
  onProgress?: (share: number) => void;
  /** Names this upload: with the same key it is done once, also by another process. Default: a random one. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export type Image = ImageFieldsFragment;

/**
 * Uploads a photo.
 * @param photo a file, bytes with a media type, or the address of a photo on the web
 * @throws DriftscapeError that says what is wrong with it
 */
export async function upload(
  connection: Connection,
  photo: Blob | URL,
  options: UploadOptions = {},
): Promise<Image> {
  if (photo instanceof URL) return importPhoto(connection, photo, options);
  return options.how === 'form'
    ? sendInForm(connection, photo, options)
    : sendAsIs(connection, photo, options);
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
  const { onProgress, idempotencyKey = newKey(), signal } = options;
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
  let upload: Awaited<ReturnType<typeof create>> | undefined = await create();
  const put = async () => {
    upload ??= await create();
    const { id, url, headers } = upload;
    const { status, text } = await putFile(connection.reach?.(url) ?? url, headers, photo, {
      onProgress,
      signal,
      fetch: connection.fetch,
    });
    // With a key that was used before, the bytes may be there already: completing it shows whether they are.
    if (status < 300 || status === 409) return id;
    // Who asks with the same key gets a new address in place of the last: ask again as well.
    const isReplaced = status === 403;
    if (isReplaced) upload = undefined;
    throw new DriftscapeError(text || `The upload was refused with status ${status}`, {
      code: codeOf(status),
      status,
      ...(isReplaced && { isRetryable: true }),
    });
  };
  // The bytes may be sent any number of times.
  const uploadId = await again(connection, put, { isRepeatable: true, signal });
  const { completeUpload } = await send(
    connection,
    operations.completeUpload,
    { input: { uploadId } },
    signal,
  );
  return expectSuccess(completeUpload).image;
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
