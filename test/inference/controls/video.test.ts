import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { animate } from '../../../src/inference/animate.ts';
import { type Bundle, loadBundle } from '../../../src/inference/bundle/bundle.ts';
import { describeScene } from '../../../src/inference/scene-data.ts';
import { type AnimationSettingsInput, parseSettings } from '../../../src/inference/settings.ts';
import { decodeVideo } from '../../../src/video/decoder.ts';
import { code, sceneSide, writeTestBundle } from '../test-bundle.ts';
import { size, texturedPhoto } from './textured-scene.ts';

const { width, height } = size;
const fps = 20;
let root: string;
let bundle: Bundle;
let photoPath: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hand-'));
  // A sky above, water below.
  const points = sceneSide ** 2;
  const scene = new Float32Array(4 * points);
  for (let point = 0; point < points; point++) scene[(point < points / 2 ? 1 : 2) * points + point] = 1;
  bundle = await loadBundle(await writeTestBundle(join(root, 'bundle'), { scene }), { device: 'cpu' });
  photoPath = join(root, 'photo.png');
  await sharp(texturedPhoto().rgba, { raw: { width, height, channels: 4 } }).toFile(photoPath);
});
afterAll(async () => {
  await bundle.close();
  await rm(root, { recursive: true });
});

async function make(input: AnimationSettingsInput) {
  const videoPath = join(root, 'video.mp4');
  const settings = parseSettings({
    seconds: 2,
    fps,
    motion: code(0.3, 0),
    ripples: 0,
    crf: 6,
    encoderPreset: 'ultrafast',
    ...input,
  });
  const outputs = [{ format: 'mp4-h264' as const, fileName: 'video.mp4' }];
  const report = await animate(bundle, { photoPath, folder: root, outputs, settings });
  const frames: Uint8Array[] = [];
  for await (const { data } of decodeVideo(videoPath)) frames.push(Uint8Array.from(data));
  return { report, frames };
}

/** How far the picture around a place has gone from one frame to another, to parts of a pixel: the shift that matches best. */
function shiftAt([from, to]: [Uint8Array, Uint8Array], at: { x: number; y: number }) {
  const [middleX, middleY] = [Math.round(at.x * width), Math.round(at.y * height)];
  const [window, reach] = [11, 9];
  const costOf = (dx: number, dy: number) => {
    let cost = 0;
    for (let y = -window; y <= window; y++)
      for (let x = -window; x <= window; x++) {
        const [i, j] = [
          4 * ((middleY + y) * width + middleX + x) + 1,
          4 * ((middleY + y + dy) * width + middleX + x + dx) + 1,
        ];
        cost += (from[i] - to[j]) ** 2;
      }
    return cost;
  };
  let best = { x: 0, y: 0, cost: Number.POSITIVE_INFINITY };
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++) {
      const cost = costOf(x, y);
      if (cost < best.cost) best = { x, y, cost };
    }
  const between = (before: number, after: number) =>
    (0.5 * (before - after)) / (before - 2 * best.cost + after);
  return {
    x: best.x + between(costOf(best.x - 1, best.y), costOf(best.x + 1, best.y)),
    y: best.y + between(costOf(best.x, best.y - 1), costOf(best.x, best.y + 1)),
  };
}

describe('a video with an arrow', () => {
  test.each([
    [25, { x: 0.4, y: 0.3 }, { x: 0.6, y: 0.15 }],
    [180, { x: 0.7, y: 0.25 }, { x: 0.3, y: 0.25 }],
    [270, { x: 0.5, y: 0.1 }, { x: 0.5, y: 0.4 }],
  ])('moves by %d degrees, at its speed', async (_, from, to) => {
    const speedPercent = 8;
    const regions = [
      { area: { region: 'SKY' as const }, motion: { arrows: [{ points: [from, to] }] }, speedPercent },
    ];
    const { frames } = await make({ regions });
    // Four frames late in the video's first half, where the first copy of the photo is still shown in many places.
    const shifts = [0.2, 0.35, 0.5, 0.65, 0.8].map((x) => shiftAt([frames[1], frames[5]], { x, y: 0.25 }));
    const wanted = Math.atan2((to.y - from.y) * height, (to.x - from.x) * width);
    const errors = shifts.map(({ x, y }) =>
      Math.abs(Math.atan2(Math.sin(Math.atan2(y, x) - wanted), Math.cos(Math.atan2(y, x) - wanted))),
    );
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
    expect((median(errors) * 180) / Math.PI).toBeLessThan(10);
    const ratio =
      median(shifts.map(({ x, y }) => Math.hypot(x, y))) / ((4 * speedPercent * width) / (100 * fps));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });
});

test('a video with a camera starts with the photo, and has no figures about the camera’s motion', async () => {
  const { report, frames } = await make({ camera: { zoom: 1.2 }, motion: code(0, 0) });
  expect(report.quality).toMatchObject({
    firstFrameMaxAbsError: 0,
    landMoving: null,
    deadSky: null,
    shapesKept: null,
    seam: null,
  });
  // What is in the middle is there in the middle of the video; what is a third of the way out has gone a fifth of that further.
  const { x, y } = shiftAt([frames[0], frames[20]], { x: 0.5, y: 0.5 });
  expect(Math.hypot(x, y)).toBeLessThan(1);
  const aside = shiftAt([frames[0], frames[20]], { x: 0.6, y: 0.5 });
  expect(aside.x).toBeCloseTo(0.2 * 0.1 * width, 0);
});

test('reports named regions that are not there as a warning', async () => {
  const { report } = await make({ regions: [{ area: { region: 'MIST' } }], seconds: 0.5 });
  expect(report.warnings.map((warning) => warning.code)).toContain('REGION_NOT_FOUND');
});

test('rejects an unknown mask with its path', async () => {
  const freeze = [{ area: { mask: 'b'.repeat(64) } }];
  await expect(make({ freeze })).rejects.toMatchObject({
    code: 'INVALID_SETTINGS',
    path: ['freeze', '0', 'area', 'mask'],
  });
});

test('describes a scene with its regions, their masks and their drift', async () => {
  const scene = await describeScene(bundle, photoPath);
  expect(scene).toMatchObject({ widthPixels: width, heightPixels: height, lights: [] });
  expect(scene.regions.map(({ region }) => region).slice(0, 2)).toEqual(['SKY', 'WATER']);
  const total = scene.regions.reduce((sum, { areaShare }) => sum + areaShare, 0);
  expect(total).toBeCloseTo(1, 2);
  for (const { mask } of scene.regions) expect(mask.pixels).toHaveLength(mask.width * mask.height);
  expect(scene.horizon).toBeGreaterThan(0.2);
  expect(scene.horizon).toBeLessThan(0.6);
  expect(scene.known.predictions.flows).toHaveLength(1);
});
