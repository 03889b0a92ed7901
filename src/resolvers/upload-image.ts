import type { Image } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { relocateError } from './relocate-error.ts';

/** @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, STORAGE_FULL. */
export async function uploadImage({ file }: { file: File }, { images }: ApiContext): Promise<Image> {
  try {
    return await images.ingest({ name: file.name, bytes: file.stream() });
  } catch (error) {
    throw relocateError(error, ({ code }) => (code === 'STORAGE_FULL' ? [] : ['input', 'file']));
  }
}
