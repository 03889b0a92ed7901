import type { Image } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';

/** @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, STORAGE_FULL. */
export async function uploadImage(input: { file: File }, { images }: ApiContext): Promise<Image> {
  return images.ingest({ name: input.file.name, bytes: new Uint8Array(await input.file.arrayBuffer()) });
}
