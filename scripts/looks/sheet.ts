import sharp, { type OverlayOptions } from 'sharp';
import type { Photo } from '../../src/photo/photo.ts';

const labelPixels = 18;

/** Writes rows of pictures with labels; all pictures of a row have the height of the first. */
export async function writeSheet(
  path: string,
  labels: readonly string[],
  rows: readonly (readonly Photo[])[],
  tileWidth: number,
): Promise<void> {
  const parts: OverlayOptions[] = labels.map((text, i) => ({
    input: labelOf(text, tileWidth),
    left: i * tileWidth,
    top: 0,
  }));
  let top = labelPixels;
  for (const row of rows) {
    const height = Math.round((row[0].height * tileWidth) / row[0].width);
    for (const [i, photo] of row.entries()) {
      const { width, height: rawHeight, rgba } = photo;
      const raw = { width, height: rawHeight, channels: 4 as const };
      const input = await sharp(rgba, { raw })
        .removeAlpha()
        .resize(tileWidth, height, { fit: 'fill' })
        .png({ compressionLevel: 1 })
        .toBuffer();
      parts.push({ input, left: i * tileWidth, top });
    }
    top += height;
  }
  const size = { width: labels.length * tileWidth, height: top };
  await sharp({ create: { ...size, channels: 3, background: 'black' } })
    .composite(parts)
    .toFile(path);
}

function labelOf(text: string, width: number): Buffer {
  return Buffer.from(
    `<svg width="${width}" height="${labelPixels}"><text x="3" y="13" font-size="12" fill="white" font-family="sans-serif">${text}</text></svg>`,
  );
}
