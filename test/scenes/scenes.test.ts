import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectPhoto } from '../../src/photo/inspect.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { driftingClouds, turningClouds } from '../../src/scenes/drifting-clouds.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import type { Scene } from '../../src/scenes/scene.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';

function grey({ rgba }: Photo, pixel: number): number {
  return (rgba[4 * pixel] + rgba[4 * pixel + 1] + rgba[4 * pixel + 2]) / 3;
}

function greyAt(photo: Photo, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - column, y - row];
  const at = row * photo.width + column;
  const top = grey(photo, at) * (1 - right) + grey(photo, at + 1) * right;
  const bottom = grey(photo, at + photo.width) * (1 - right) + grey(photo, at + photo.width + 1) * right;
  return top * (1 - down) + bottom * down;
}

interface Fit {
  /** Root mean square difference between frame 1 and frame 0 moved by the flow, in grey levels. */
  moved: number;
  /** The same between frame 1 and frame 0 left unchanged. */
  still: number;
}

interface FitOptions {
  /** Frame that is explained by the one `frames` before it. */
  t?: number;
  frames?: number;
  /** Multiplies the flow: 1 is the truth. */
  scale?: number;
}

type Choice = (x: number, y: number) => boolean;

/** How well the flow of a scene explains one frame by an earlier one, over the pixels that `chosen` picks. */
function fitOf(scene: Scene, chosen: Choice, { t = 1, frames = 1, scale = 1 }: FitOptions = {}): Fit {
  const [before, after] = [scene.frameAt(t - frames), scene.frameAt(t)];
  const { width, height } = after;
  const factor = scale * frames;
  let [moved, still, count] = [0, 0, 0];
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4; x < width - 4; x++) {
      const pixel = y * width + x;
      const [fromX, fromY] = [x + factor * scene.flow[2 * pixel], y + factor * scene.flow[2 * pixel + 1]];
      const isInside = fromX >= 0 && fromY >= 0 && fromX < width - 1 && fromY < height - 1;
      if (!isInside || !chosen(x, y)) continue;
      moved += (greyAt(before, fromX, fromY) - grey(after, pixel)) ** 2;
      still += (grey(before, pixel) - grey(after, pixel)) ** 2;
      count++;
    }
  }
  expect(count).toBeGreaterThan(1000);
  return { moved: Math.sqrt(moved / count), still: Math.sqrt(still / count) };
}

const everywhere = () => true;

describe('driftingClouds', () => {
  const velocity = { x: 1.3, y: -0.4 };
  const scene = driftingClouds({ width: 256, height: 144, velocity });

  it('moves as a whole, exactly as its flow says', () => {
    const { moved, still } = fitOf(scene, everywhere);
    expect(moved).toBeLessThan(0.6);
    expect(still).toBeGreaterThan(4);
  });

  it('fits its flow better than one that is a quarter of a pixel off', () => {
    const off = 1 + 0.25 / Math.hypot(velocity.x, velocity.y);
    expect(fitOf(scene, everywhere, { scale: off }).moved).toBeGreaterThan(
      1.5 * fitOf(scene, everywhere).moved,
    );
  });

  it('moves by whole pixels without any difference except rounding', () => {
    const whole = driftingClouds({ width: 128, height: 96, velocity: { x: 3, y: 2 } });
    const [start, later] = [whole.photo, whole.frameAt(5)];
    for (let y = 0; y < 80; y += 7) {
      for (let x = 0; x < 100; x += 5) {
        const [from, to] = [4 * (y * 128 + x), 4 * ((y + 10) * 128 + x + 15)];
        expect(Math.abs(later.rgba[to] - start.rgba[from])).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is the same for the same seed, and different for another', () => {
    const options = { width: 64, height: 64, velocity };
    expect(driftingClouds({ ...options, seed: 5 }).photo).toEqual(
      driftingClouds({ ...options, seed: 5 }).photo,
    );
    expect(driftingClouds({ ...options, seed: 6 }).photo).not.toEqual(
      driftingClouds({ ...options, seed: 5 }).photo,
    );
  });

  it('uses the range of grey levels and rarely exceeds it', () => {
    const { rgba } = scene.photo;
    const cut = rgba.filter((value, at) => at % 4 < 3 && (value === 0 || value === 255)).length;
    expect(cut / rgba.length).toBeLessThan(0.01);
    expect(Math.max(...rgba.filter((_, at) => at % 4 < 3))).toBeGreaterThan(200);
  });
});

describe('turningClouds', () => {
  const angle = 0.01;
  const scene = turningClouds({ width: 200, height: 150, angle });

  it('rotates exactly as its flow says, at the start and later', () => {
    for (const t of [1, 20]) {
      const { moved, still } = fitOf(scene, everywhere, { t });
      expect(moved).toBeLessThan(0.6);
      expect(still).toBeGreaterThan(2);
    }
  });

  it('is static in the centre and moves with the distance from it', () => {
    const flowAt = (x: number, y: number) =>
      Math.hypot(...scene.flow.subarray(2 * (y * 200 + x), 2 * (y * 200 + x) + 2));
    expect(flowAt(99, 74)).toBeLessThan(0.01);
    expect(flowAt(199, 74) / flowAt(149, 74)).toBeCloseTo(99.5 / 49.5, 1);
  });
});

describe('generateLandscape', () => {
  const [width, height] = [480, 270];
  const scene = generateLandscape({ width, height });
  const maskAt = (x: number, y: number) => scene.movingMask[y * width + x];
  /** Far enough from anything still that bilinear samples see moving pixels only. */
  const isOpen = (x: number, y: number) => {
    for (const [dx, dy] of [
      [0, 0],
      [-3, 0],
      [3, 0],
      [0, -3],
      [0, 3],
    ])
      if (maskAt(x + dx, y + dy) < 255) return false;
    return true;
  };
  const waterRow = Math.round(0.64 * height);

  it('moves its clouds as its flow says', () => {
    const inSky: Choice = (x, y) => y < waterRow - 4 && isOpen(x, y);
    const { moved, still } = fitOf(scene, inSky, { t: 4, frames: 4 });
    expect(moved).toBeLessThan(0.45 * still);
    expect(fitOf(scene, inSky, { t: 4, frames: 4, scale: -1 }).moved).toBeGreaterThan(1.5 * still);
  });

  it('moves the ripples near the viewer, over a static reflection', () => {
    const nearby: Choice = (x, y) => y > 0.88 * height && isOpen(x, y);
    const { moved, still } = fitOf(scene, nearby, { t: 6, frames: 6 });
    expect(moved).toBeLessThan(0.9 * still);
    expect(fitOf(scene, nearby, { t: 6, frames: 6, scale: -1 }).moved).toBeGreaterThan(1.5 * still);
  });

  it('is static where its mask says so', () => {
    const later = scene.frameAt(40);
    let stillPixels = 0;
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (scene.movingMask[pixel] > 0) continue;
      stillPixels++;
      expect(scene.flow[2 * pixel]).toBe(0);
      for (const at of [4 * pixel, 4 * pixel + 1, 4 * pixel + 2]) {
        expect(later.rgba[at]).toBe(scene.photo.rgba[at]);
      }
    }
    expect(stillPixels / (width * height)).toBeGreaterThan(0.15);
  });

  it('has thin static things in front of the moving sky', () => {
    const top = scene.movingMask.subarray(0, width * Math.round(0.4 * height));
    const thin = top.filter((value) => value > 0 && value < 255).length;
    expect(thin).toBeGreaterThan(100);
  });

  it('is the photo at t = 0, and different at other times', () => {
    expect(scene.frameAt(0)).toEqual(scene.photo);
    expect(scene.frameAt(30)).not.toEqual(scene.photo);
    expect(scene.photo.rgba.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  it.each([
    [64, 64],
    [90, 160],
    [333, 77],
  ])('supports any shape: %i × %i', (oddWidth, oddHeight) => {
    const odd = generateLandscape({ width: oddWidth, height: oddHeight, seed: 3 });
    expect(odd.photo.rgba).toHaveLength(oddWidth * oddHeight * 4);
    expect(odd.flow.every(Number.isFinite)).toBe(true);
    const values = new Set(odd.photo.rgba);
    expect(values.size).toBeGreaterThan(100);
  });

  it('is the same for the same seed, and different for another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => generateLandscape({ width: 96, height: 64, seed }).photo);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe('writeScenePhoto', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-scene-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['jpg', 'png'])('writes a %s that can be uploaded', async (extension) => {
    const path = join(folder, `scene.${extension}`);
    await writeScenePhoto(path, { width: 160, height: 90 });
    expect(await inspectPhoto(path)).toMatchObject({ extension, widthPixels: 160, heightPixels: 90 });
  });
});
