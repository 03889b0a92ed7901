import type { Image } from '../generated/prisma/client.ts';

export interface Upload {
  /** The file's name as the uploader has it; only its last segment is kept. */
  name: string;
  bytes: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface Images {
  /**
   * Checks, stores and records an uploaded photo. When it throws, no file and no row is left.
   * @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE (bytes or pixels), STORAGE_FULL.
   */
  ingest(upload: Upload): Promise<Image>;
}
