import type { Image } from '../generated/prisma/client.ts';
import { keyRequest } from '../idempotency.ts';
import type { NewUpload } from '../images/uploads.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { keyOf } from './key-of.ts';
import { relocateError } from './relocate-error.ts';

export interface CreateUploadArguments {
  name?: string | null;
  contentType: string;
  sizeBytes: number;
  idempotencyKey?: string | null;
}

/** @throws UserError UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, INVALID_INPUT, IDEMPOTENCY_CONFLICT, STORAGE_FULL. */
export async function createUpload(
  { idempotencyKey, ...asked }: CreateUploadArguments,
  { uploads, access, caller }: ApiContext,
): Promise<NewUpload> {
  const photo = { ...asked, name: asked.name ?? undefined, keyId: keyOf(caller) };
  try {
    const request = idempotencyKey == null ? undefined : keyRequest(idempotencyKey, photo);
    const first = request && (await uploads.renew(request));
    if (first) return first;
    // Counted now, because an issued URL cannot be withdrawn.
    const amount = { uploadBytes: Math.max(asked.sizeBytes, 0) };
    return await access.quotas.spend(caller, amount, () => uploads.create(photo, request));
  } catch (error) {
    throw relocateError(error, ({ code, path }) => {
      if (path.length > 0) return ['input', ...path];
      if (code === 'STORAGE_FULL') return [];
      return ['input', code === 'IMAGE_TOO_LARGE' ? 'sizeBytes' : 'idempotencyKey'];
    });
  }
}

/**
 * @throws UserError NOT_FOUND, UPLOAD_MISSING, UPLOAD_EXPIRED, INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, STORAGE_FULL,
 * IDEMPOTENCY_CONFLICT.
 */
export async function completeUpload(
  { uploadId }: { uploadId: string },
  { uploads, caller }: ApiContext,
): Promise<Image> {
  const path = ['input', 'uploadId'];
  const id = requireRowId('ImageUpload', uploadId, path);
  try {
    return await uploads.complete(id, keyOf(caller));
  } catch (error) {
    throw relocateError(error, ({ code }) => (code === 'STORAGE_FULL' ? [] : path));
  }
}
