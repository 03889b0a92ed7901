import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changesOfStill, findStill } from '../../bench/still-pixels.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import type { VideoEncoderSettings } from '../../src/video/video.ts';
import { yuvOf } from './pictures.ts';

const settings: VideoEncoderSettings = { width: 320, height: 192, fps: 30, crf: 20, preset: 'medium' };
/** Change of still pixels, in levels of luma, that nobody sees. */
const unseen = 0.3;

describe('the static pixels of a decoded video', () => {
  const { width, height } = settings;
  const frames: Uint8Array[] = [];
  let isStill: Uint8Array;
  beforeAll(() => {
    const photo = yuvOf(generateLandscape({ width, height }).photo);
    frames.push(
      ...Array.from({ length: 240 }, (_, frame) => turnSky(photo, 2 * Math.round((frame * width) / 480))),
    );
    isStill = findStill(frames, width * height);
  });

  /** The photo with its upper half moved to the right by an even number of pixels, coming in again on the left. */
  function turnSky(photo: Uint8Array, pixels: number): Uint8Array {
    const frame = photo.slice();
    const turnRows = (start: number, rows: number, rowBytes: number, by: number) => {
      for (let from = start; from < start + rows * rowBytes; from += rowBytes) {
        const row = photo.subarray(from, from + rowBytes);
        frame.set(row.subarray(0, rowBytes - by), from + by);
        frame.set(row.subarray(rowBytes - by), from);
      }
    };
    turnRows(0, height / 2, width, pixels);
    for (const plane of [1, 1.25]) turnRows(width * height * plane, height / 4, width / 2, pixels / 2);
    return frame;
  }

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-still-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function changes(video: Partial<VideoEncoderSettings> = {}) {
    const path = join(folder, 'video.mp4');
    const encoder = await openVideoEncoder(path, { ...settings, ...video });
    for (const frame of frames) await encoder.addFrame(frame);
    await encoder.finish();
    return changesOfStill(path, isStill);
  }

  it('are a good part of the picture', () => {
    const share = isStill.reduce((sum, still) => sum + still, 0) / isStill.length;
    expect(share).toBeGreaterThan(0.4);
  });

  it('do not change from frame to frame, or from the last to the first', async () => {
    const { adjacent, seam } = await changes();
    expect(adjacent).toHaveLength(239);
    expect(Math.max(...adjacent)).toBeLessThanOrEqual(unseen);
    expect(seam).toBeLessThanOrEqual(unseen);
  });

  it('do not pop at the key frames of a longer video', async () => {
    const { adjacent, seam } = await changes({ fps: 10 });
    expect(Math.max(...adjacent)).toBeLessThanOrEqual(unseen);
    expect(seam).toBeLessThanOrEqual(unseen);
  });
});
