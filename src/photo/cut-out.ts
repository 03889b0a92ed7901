import sharp from 'sharp';
import { encodeJpeg } from './encode.ts';
import type { Size } from './output-size.ts';
import type { Photo } from './photo.ts';

/** A grey picture: white is in, black is out. */
export interface GreyPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** How bright what is out stays. */
const dimmed = 0.25;

/** A grey picture as a PNG of 8 bits. */
export function encodeGrey({ pixels, width, height }: GreyPicture): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** The pixels of a grey picture at another size. */
export function resizeGrey({ pixels, ...from }: GreyPicture, { width, height }: Size): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width: from.width, height: from.height, channels: 1 } })
    .resize(width, height, { fit: 'fill', kernel: 'mitchell' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

/** A small JPEG of a photo where all is darkened that is out of a mask of any size. */
export async function encodeCutOut({ rgba, width, height }: Photo, mask: GreyPicture): Promise<Uint8Array> {
  const inside = await resizeGrey(mask, { width, height });
  const shown = new Uint8ClampedArray(rgba.length);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const light = dimmed + ((1 - dimmed) * inside[pixel]) / 255;
    for (let i = 4 * pixel; i < 4 * pixel + 4; i++) shown[i] = rgba[i] * light;
  }
  const { jpeg } = await encodeJpeg(new Uint8Array(shown.buffer), width, height, { quality: 75 });
  return jpeg;
}
