import sharp from 'sharp';
import { decodeVideo, probeVideo } from './decoder.ts';
import { drawLabel } from './label.ts';

export interface ContactSheetOptions {
  /** Pictures per row; default 4. */
  columns?: number;
  rows?: number;
  /** Width of one picture; default 480. */
  tileWidthPixels?: number;
}

const gapPixels = 6;

/**
 * Writes evenly spaced frames of a video, from the first to the last and labelled with their time in seconds, as one
 * picture: a whole video at a glance. The format follows the extension of `imagePath`.
 */
export async function writeContactSheet(
  videoPath: string,
  imagePath: string,
  { columns = 4, rows = 3, tileWidthPixels = 480 }: ContactSheetOptions = {},
): Promise<void> {
  const facts = await probeVideo(videoPath);
  const frames = facts.frames || Math.round(facts.durationSeconds * facts.fps);
  const tileHeight = Math.max(1, Math.round((tileWidthPixels * facts.height) / facts.width));
  const width = columns * (tileWidthPixels + gapPixels) + gapPixels;
  const height = rows * (tileHeight + gapPixels) + gapPixels;
  const sheet = new Uint8Array(width * height * 4).fill(24);
  const tiles = Math.min(columns * rows, frames);
  const chosen = Array.from({ length: tiles }, (_, tile) =>
    Math.round((tile * (frames - 1)) / Math.max(1, tiles - 1)),
  );
  const size = { width: tileWidthPixels, height: tileHeight };
  for await (const frame of decodeVideo(videoPath, { size, picks: (index) => chosen.includes(index) })) {
    const tile = chosen.indexOf(frame.index);
    const left = gapPixels + (tile % columns) * (tileWidthPixels + gapPixels);
    const top = gapPixels + Math.floor(tile / columns) * (tileHeight + gapPixels);
    for (let row = 0; row < tileHeight; row++) {
      const line = frame.data.subarray(row * tileWidthPixels * 4, (row + 1) * tileWidthPixels * 4);
      sheet.set(line, 4 * ((top + row) * width + left));
    }
    drawLabel(
      sheet,
      width,
      frame.seconds.toFixed(2),
      left,
      top,
      Math.max(1, Math.round(tileWidthPixels / 240)),
    );
  }
  await sharp(sheet, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 88, force: false })
    .toFile(imagePath);
}
