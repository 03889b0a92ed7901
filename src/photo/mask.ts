import { openPhoto } from './open.ts';
import type { PhotoSource } from './source.ts';

/** Masks whose aspect differs from the photo's by more than this share are for another photo. */
const aspectTolerance = 0.01;

/** A picture that says what is in an area: `bytes` holds 0 out … 255 in, row by row, at the asked size. */
export interface MaskPicture {
  bytes: Uint8Array;
  /** Of the file, as seen. */
  widthPixels: number;
  heightPixels: number;
}

/**
 * Decodes a picture as a mask: white is in, black and what is transparent is out, colours count by how light they are.
 * @throws UserError of the picture, as `openPhoto` does
 */
export async function decodeMask(
  source: PhotoSource,
  { width, height }: { width: number; height: number },
): Promise<MaskPicture> {
  const photo = await openPhoto(source);
  const { widthPixels, heightPixels } = photo;
  const { data } = await photo
    .decode()
    .flatten({ background: '#000' })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .greyscale()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { bytes: new Uint8Array(data), widthPixels, heightPixels };
}

/** What is wrong with a mask of another aspect than that of a photo or video of a size, in words; undefined where it fits. */
export function aspectFault(
  { widthPixels, heightPixels }: Pick<MaskPicture, 'widthPixels' | 'heightPixels'>,
  { width, height }: { width: number; height: number },
): string | undefined {
  // Sizes of a video are rounded to even numbers, so the sides may differ by a pixel, too.
  const spare = Math.abs((widthPixels * height) / heightPixels - width);
  if (spare <= Math.max(aspectTolerance * width, 1 + width / height)) return undefined;
  return (
    `Expected a mask of the photo's aspect, ${(width / height).toFixed(3)} (such as ${width} × ${height} pixels), but received ` +
    `${widthPixels} × ${heightPixels}; draw it on the photo itself`
  );
}
