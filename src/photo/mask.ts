import { openPhoto } from './open.ts';
import type { PhotoSource } from './source.ts';

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
