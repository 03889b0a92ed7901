import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { Placeholder } from './placeholder.ts';

/** ThumbHash accepts at most this many pixels per side. */
const mostSidePixels = 100;

/** The placeholder of a picture: RGBA pixels (sRGB, alpha ignored). */
export async function placeholderOf(rgba: Uint8Array, width: number, height: number): Promise<Placeholder> {
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize(mostSidePixels, mostSidePixels, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const thumbHash = Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
  return { thumbHash, averageColour: averageOf(data) };
}

function averageOf(rgba: Uint8Array): string {
  const sums = [0, 0, 0];
  for (let i = 0; i < rgba.length; i++) if (i % 4 < 3) sums[i % 4] += rgba[i];
  const pixels = rgba.length / 4;
  return `#${sums
    .map((sum) =>
      Math.round(sum / pixels)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
