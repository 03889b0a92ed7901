import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeContactSheet } from '../../src/video/contact-sheet.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';

describe('writeContactSheet', () => {
  let folder: string;
  let video: string;
  let sheet: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-sheet-'));
    [video, sheet] = [join(folder, 'video.mp4'), join(folder, 'sheet.png')];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A video that gets brighter by 8 levels a frame, starting at 40. */
  async function encodeRamp(frames: number): Promise<void> {
    const settings = { width: 128, height: 72, fps: 10, crf: 10, preset: 'veryfast' } as const;
    const encoder = await openVideoEncoder(video, settings);
    for (let index = 0; index < frames; index++) {
      const yuv = new Uint8Array((128 * 72 * 3) / 2).fill(128);
      await encoder.addFrame(yuv.fill(40 + 8 * index, 0, 128 * 72));
    }
    await encoder.finish();
  }

  /** Brightness in the middle of each picture of a sheet of 2 × 2 tiles, 120 × 68 pixels each. */
  async function tileLevels(): Promise<number[]> {
    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([2 * 126 + 6, 2 * 74 + 6]);
    return [0, 1, 2, 3].map((tile) => {
      const [x, y] = [6 + 60 + (tile % 2) * 126, 6 + 40 + Math.floor(tile / 2) * 74];
      return data[(y * info.width + x) * info.channels];
    });
  }

  it('shows frames from the first to the last, in order', async () => {
    await encodeRamp(22);
    await writeContactSheet(video, sheet, { columns: 2, rows: 2, tileWidthPixels: 120 });
    // Limited range to full range: (luma − 16) · 255 / 219 for frames 0, 7, 14 and 21.
    const expected = [0, 7, 14, 21].map((frame) => ((24 + 8 * frame) * 255) / 219);
    for (const [tile, level] of (await tileLevels()).entries()) {
      expect(Math.abs(level - expected[tile])).toBeLessThan(4);
    }
  });

  it('leaves cells empty if the video is short', async () => {
    await encodeRamp(2);
    await writeContactSheet(video, sheet, { columns: 2, rows: 2, tileWidthPixels: 120 });
    expect((await tileLevels()).slice(2)).toEqual([24, 24]);
  });

  it('labels each picture with its time', async () => {
    await encodeRamp(4);
    await writeContactSheet(video, sheet, { columns: 2, rows: 2, tileWidthPixels: 120 });
    const corner = { left: 6, top: 6, width: 25, height: 7 };
    const labels = [0, 1, 2, 3].map((tile) =>
      sharp(sheet)
        .extract({ ...corner, left: 6 + (tile % 2) * 126, top: 6 + Math.floor(tile / 2) * 74 })
        .raw()
        .toBuffer(),
    );
    const distinct = new Set((await Promise.all(labels)).map((label) => label.toString('hex')));
    expect(distinct.size).toBe(4);
  });
});
