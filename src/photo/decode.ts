import sharp, { type Sharp } from 'sharp';
import { damaged, openPhoto, type PhotoLimits } from './open.ts';
import type { Size } from './output-size.ts';
import type { Photo } from './photo.ts';
import type { PhotoSource } from './source.ts';

export { outputSize } from './output-size.ts';

/**
 * Decodes a photo to exactly `size`: upright, colour profile applied (sRGB), 8 bits, opaque.
 * Transparent parts show white, as on a page: what hides under them was never meant to be seen. Sizes within one pixel of
 * the photo's own lose that row or column instead of being resampled, which would soften the whole picture.
 * @throws UserError as {@link openPhoto}, and INVALID_IMAGE for damaged data
 */
export async function decodePhoto(source: PhotoSource, size: Size, limits: PhotoLimits = {}): Promise<Photo> {
  const { format, widthPixels, heightPixels, decode } = await openPhoto(source, limits);
  const spare = { width: widthPixels - size.width, height: heightPixels - size.height };
  const isWithinOnePixel = [spare.width, spare.height].every((pixels) => pixels === 0 || pixels === 1);
  const pipeline = decode().flatten({ background: '#fff' });
  const sized = isWithinOnePixel
    ? pipeline.extract({ left: 0, top: 0, ...size })
    : pipeline.resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false });
  const rgba = await toRgba(sized).catch((cause) => {
    throw damaged(format, cause);
  });
  return { ...size, rgba };
}

/** Resamples a photo to exactly `width` × `height` (Lanczos 3, antialiased), as the networks take it. */
export async function resizePhoto(photo: Photo, width: number, height: number): Promise<Photo> {
  const input = sharp(photo.rgba, { raw: { width: photo.width, height: photo.height, channels: 4 } });
  const rgba = await toRgba(input.removeAlpha().resize(width, height, { fit: 'fill', kernel: 'lanczos3' }));
  return { width, height, rgba };
}

async function toRgba(pipeline: Sharp): Promise<Uint8Array> {
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`Expected 4 channels but received ${info.channels}`);
  return data;
}
