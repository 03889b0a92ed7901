import sharp from 'sharp';
import { rgbaToThumbHash, thumbHashToDataURL } from 'thumbhash';

/** What a page shows until a picture is there: a few bytes that go along with the page. */
export interface Placeholder {
  /** A ThumbHash, about 25 bytes, in base64. */
  thumbHash: string;
  /** `#rrggbb`. */
  averageColour: string;
}

/** ThumbHash takes no more on a side. */
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

/** A ThumbHash as a small PNG for the `src` of an image. */
export function blurDataUrl(thumbHash: string): string {
  return thumbHashToDataURL(Buffer.from(thumbHash, 'base64'));
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
