import { describe, expect, it } from 'vitest';
import { movingArea, movingMask } from '../../../src/inference/layers/moving-mask.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { driftingClouds, turningClouds } from '../../../src/scenes/drifting-clouds.ts';
import { generateLandscape } from '../../../src/scenes/landscape.ts';
import type { Scene } from '../../../src/scenes/scene.ts';
import { randomNumbers } from './plans.ts';

const side = 256;

/** What a predictor would say: the mean flow around each grid point, `stepFrames` frames long, in normalised units. */
function coarseFlow({ photo: { width, height }, flow }: Pick<Scene, 'photo' | 'flow'>, stepFrames: number) {
  const coarse = new Float32Array(side * side * 2);
  for (let y = 0; y < side; y++) {
    const top = Math.max(0, Math.floor(((y - 0.5) * height) / side));
    const bottom = Math.min(height, Math.ceil(((y + 1.5) * height) / side));
    for (let x = 0; x < side; x++) {
      const left = Math.max(0, Math.floor(((x - 0.5) * width) / side));
      const right = Math.min(width, Math.ceil(((x + 1.5) * width) / side));
      let [sumX, sumY] = [0, 0];
      for (let py = top; py < bottom; py++) {
        for (let px = left; px < right; px++) {
          sumX += flow[2 * (py * width + px)];
          sumY += flow[2 * (py * width + px) + 1];
        }
      }
      const steps = stepFrames / ((bottom - top) * (right - left));
      coarse[2 * (y * side + x)] = (sumX * steps * 2) / (width - 1);
      coarse[2 * (y * side + x) + 1] = (sumY * steps * 2) / (height - 1);
    }
  }
  return coarse;
}

function maskOf(scene: Pick<Scene, 'photo' | 'flow'>, stepFrames = 1): Uint8Array {
  return movingMask(movingArea(coarseFlow(scene, stepFrames), side), side, scene.photo);
}

/** Clouds that drift to the right behind whatever `isStatic` says, which is dark and rough. */
function cloudsBehind(width: number, height: number, isStatic: (x: number, y: number) => boolean) {
  const { photo, flow } = driftingClouds({ width, height, velocity: { x: 4, y: 0 } });
  const random = randomNumbers(4);
  const truth = new Uint8Array(width * height).fill(1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isStatic(x, y)) continue;
      const at = y * width + x;
      const grey = 10 + random() * 30;
      photo.rgba.set([grey, grey, grey], at * 4);
      flow.fill(0, 2 * at, 2 * at + 2);
      truth[at] = 0;
    }
  }
  return { photo, flow, truth };
}

function shareOf(
  mask: Uint8Array,
  isWanted: (pixel: number) => boolean,
  isRight: (value: number) => boolean,
) {
  let [wanted, right] = [0, 0];
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (!isWanted(pixel)) continue;
    wanted++;
    if (isRight(mask[pixel])) right++;
  }
  return right / wanted;
}

describe('moving mask', () => {
  it('is 255 everywhere if the whole picture drifts, at any size', () => {
    for (const [width, height] of [
      [64, 36],
      [640, 360],
      [500, 750],
    ]) {
      const mask = maskOf(driftingClouds({ width, height, velocity: { x: width / 200, y: 1 } }));
      expect(mask.every((value) => value === 255)).toBe(true);
    }
  });

  it('is 255 if the whole picture moves in perspective, slower towards the horizon', () => {
    const { photo, flow } = driftingClouds({ width: 640, height: 360, velocity: { x: 5, y: 0 } });
    for (let i = 0; i < flow.length; i++) flow[i] *= 0.3 + 0.7 * (1 - i / flow.length);
    expect(maskOf({ photo, flow }).every((value) => value === 255)).toBe(true);
  });

  it('lets a rotating picture move, except for its slow centre', () => {
    const mask = maskOf(turningClouds({ width: 640, height: 360, angle: 0.01 }));
    expect(
      shareOf(
        mask,
        () => true,
        (value) => value === 255,
      ),
    ).toBeGreaterThan(0.999);
    expect(mask.every((value) => value > 200)).toBe(true);
  });

  it('is 0 everywhere if nothing moves, or hardly anything', () => {
    const still = driftingClouds({ width: 640, height: 360, velocity: { x: 0, y: 0 } });
    expect(maskOf(still).every((value) => value === 0)).toBe(true);
    const trembling = driftingClouds({ width: 640, height: 360, velocity: { x: 0.03, y: 0 } });
    expect(maskOf(trembling).every((value) => value === 0)).toBe(true);
  });

  it('keeps a mast still that is thinner than a grid point, at its true width', () => {
    const isMast = (x: number, y: number) => y > 40 && Math.abs(x - 600 - y / 20) < 1.6;
    const { photo, flow, truth } = cloudsBehind(1280, 720, isMast);
    const coarse = coarseFlow({ photo, flow }, 1);
    const fullSpeed = coarse[0];
    const area = movingArea(
      coarse.map((value) => (Math.abs(value) < 0.99 * Math.abs(fullSpeed) ? 0 : value)),
      side,
    );
    const mask = movingMask(area, side, photo);
    expect(
      shareOf(
        mask,
        (pixel) => truth[pixel] === 0,
        (value) => value === 0,
      ),
    ).toBeGreaterThan(0.95);
    expect(
      shareOf(
        mask,
        (pixel) => truth[pixel] === 1,
        (value) => value === 255,
      ),
    ).toBeGreaterThan(0.99);
  });

  it('follows a ridge to within two pixels', () => {
    const crest = (x: number) => Math.round(360 + 100 * Math.sin(x / 110) + 17 * Math.sin(x / 15));
    const { photo, flow } = cloudsBehind(1280, 720, (x, y) => y >= crest(x));
    const mask = maskOf({ photo, flow });
    let within = 0;
    for (let x = 0; x < 1280; x++) {
      const above = mask[(crest(x) - 3) * 1280 + x];
      const below = mask[(crest(x) + 2) * 1280 + x];
      if (above > 127 && below < 128) within++;
    }
    expect(within / 1280).toBeGreaterThan(0.97);
    // Nothing of either side reaches far into the other.
    expect(
      shareOf(
        mask,
        (pixel) => Math.floor(pixel / 1280) > 520,
        (value) => value === 0,
      ),
    ).toBe(1);
    expect(
      shareOf(
        mask,
        (pixel) => Math.floor(pixel / 1280) < 200,
        (value) => value === 255,
      ),
    ).toBe(1);
  });

  it('separates spruces, a mast, mountains and the shore from what moves behind them', () => {
    const scene = generateLandscape({ width: 960, height: 540 });
    const mask = maskOf(scene, 10);
    const isStatic = (pixel: number) => scene.movingMask[pixel] === 0;
    const isMoving = (pixel: number) => scene.movingMask[pixel] === 255;
    expect(shareOf(mask, isStatic, (value) => value < 128)).toBeGreaterThan(0.98);
    expect(shareOf(mask, isMoving, (value) => value > 127)).toBeGreaterThan(0.98);
  });

  it('supports the narrowest photo', () => {
    const photo: Photo = { width: 2, height: 2, rgba: new Uint8Array(16).fill(90) };
    const area = new Float32Array(side * side).fill(1);
    expect([...movingMask(area, side, photo)]).toEqual([255, 255, 255, 255]);
  });
});
