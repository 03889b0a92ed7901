import type { Image } from '../generated/prisma/client.ts';
import { keyRequest } from '../idempotency.ts';
import type { ReceivedFile } from '../images/received-file.ts';
import type { ApiContext } from './context.ts';
import { relocateError } from './relocate-error.ts';

export interface UploadImageArguments {
  file: ReceivedFile;
  idempotencyKey?: string | null;
}

/** @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, STORAGE_FULL, INVALID_INPUT, IDEMPOTENCY_CONFLICT. */
export async function uploadImage(
  { file, idempotencyKey }: UploadImageArguments,
  { images, access, caller }: ApiContext,
): Promise<Image> {
  const { name } = file;
  const request =
    idempotencyKey == null ? undefined : (sha256: string) => keyRequest(idempotencyKey, { name, sha256 });
  try {
    return await access.quotas.spend(caller, { uploadBytes: file.size }, () =>
      images.ingest({ name, bytes: file.bytes(), request }),
    );
  } catch (error) {
    throw relocateError(error, ({ code }) => {
      if (code === 'INVALID_INPUT' || code === 'IDEMPOTENCY_CONFLICT') return ['input', 'idempotencyKey'];
      return code === 'STORAGE_FULL' ? [] : ['input', 'file'];
    });
  }
}
