import type { Image } from '../generated/prisma/client.ts';
import { keyRequest } from '../idempotency.ts';
import type { ApiContext } from './context.ts';
import { relocateError } from './relocate-error.ts';
import { reserving } from './reserving.ts';

export interface ImportImageArguments {
  url: string;
  name?: string | null;
  idempotencyKey?: string | null;
}

/**
 * @throws UserError INVALID_URL, FETCH_FAILED, INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, STORAGE_FULL, INVALID_INPUT,
 * IDEMPOTENCY_CONFLICT.
 */
export async function importImage(
  { idempotencyKey, ...asked }: ImportImageArguments,
  { images, outbound, access, caller }: ApiContext,
): Promise<Image> {
  const { url } = asked;
  try {
    const request = idempotencyKey == null ? undefined : keyRequest(idempotencyKey, asked);
    // First of all, because the photo may have disappeared or changed since the first request.
    const first = request && (await images.findMadeBy(request));
    if (first) return first;
    using download = await outbound.download(url);
    const { sizeBytes: announcedBytes, bytes } = download;
    const name = asked.name ?? nameIn(url);
    const upload = { name, announcedBytes, request: request && (() => request) };
    const uploadBytes = announcedBytes ?? 1;
    return await access.quotas.spend(
      caller,
      { uploadBytes },
      (reserve) => images.ingest({ ...upload, bytes: reserving(bytes, uploadBytes, reserve) }),
      ({ sizeBytes }) => ({ uploadBytes: sizeBytes }),
    );
  } catch (error) {
    throw relocateError(error, ({ code }) => {
      if (code === 'INVALID_INPUT' || code === 'IDEMPOTENCY_CONFLICT') return ['input', 'idempotencyKey'];
      return code === 'STORAGE_FULL' ? [] : ['input', 'url'];
    });
  }
}

/** The last segment of the URL's path, decoded. */
function nameIn(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
