import { type PhotoFormat, photoFormats } from './format.ts';
import { damaged, openPhoto, type PhotoLimits } from './open.ts';
import type { PhotoSource } from './source.ts';

export interface PhotoFacts {
  format: PhotoFormat;
  contentType: string;
  /** Displayed size, after EXIF rotation. */
  widthPixels: number;
  heightPixels: number;
  /** Without a dot. */
  extension: string;
}

/** Longest side that the check decodes to, in pixels: JPEGs decode faster at reduced size. */
const checkSidePixels = 512;

/**
 * Identifies a photo and proves that it can be decoded to its last row: the check for every upload.
 * @throws UserError INVALID_IMAGE (empty, not an image, damaged, truncated, under 64 pixels a side, too elongated),
 *   UNSUPPORTED_IMAGE (HEIC, SVG, PDF, animations …), IMAGE_TOO_LARGE (known from the header alone), NOT_FOUND (no file
 *   at the path)
 */
export async function inspectPhoto(source: PhotoSource, limits: PhotoLimits = {}): Promise<PhotoFacts> {
  const { format, widthPixels, heightPixels, decode } = await openPhoto(source, limits);
  await decode()
    .resize(checkSidePixels, checkSidePixels, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer()
    .catch((cause) => {
      throw damaged(format, cause);
    });
  return { format, ...photoFormats[format], widthPixels, heightPixels };
}
