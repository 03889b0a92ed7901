import { openPhoto } from './open.ts';
import type { PhotoSource } from './source.ts';

/** A decoded mask: `bytes` holds 0 outside … 255 inside, row by row, at the requested size. */
export interface MaskPicture {
  bytes: Uint8Array;
  /** Displayed size of the file. */
  widthPixels: number;
  heightPixels: number;
}

/**
 * Decodes a picture as a mask: white is inside, black and transparent are outside, colours count by their luminance.
 * @throws UserError as `openPhoto`
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
