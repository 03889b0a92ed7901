import sharp from 'sharp';
import { encodeJpeg } from './encode.ts';
import type { Size } from './output-size.ts';
import type { Photo } from './photo.ts';

/** A grey picture: white is inside, black is outside. */
export interface GreyPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Brightness that remains outside. */
const dimmed = 0.25;

/** Encodes a grey picture as an 8-bit PNG. */
export function encodeGrey({ pixels, width, height }: GreyPicture): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** Resizes a grey picture. @returns its pixels, one byte each */
export function resizeGrey({ pixels, ...from }: GreyPicture, { width, height }: Size): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width: from.width, height: from.height, channels: 1 } })
    .resize(width, height, { fit: 'fill', kernel: 'mitchell' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

/** Encodes a small JPEG of a photo that is darkened outside a mask. The mask may have any size. */
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
