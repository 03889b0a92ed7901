import { beforeAll, describe, expect, test } from 'vitest';
import type { Bundle } from '../../../src/inference/bundle/bundle.ts';
import { networkSize } from '../../../src/inference/bundle/schema.ts';
import { FramePlanner } from '../../../src/inference/frames/frame-planner.ts';
import { Memory } from '../../../src/inference/memory.ts';
import { type Motion, predictMotion } from '../../../src/inference/motion/motion.ts';
import { type Photos, sizePhoto } from '../../../src/inference/photos.ts';
import { Predictions } from '../../../src/inference/predictions.ts';
import { createCpuRenderer } from '../../../src/inference/renderer/cpu/cpu.ts';
import { type AnimationSettingsInput, countFrames, parseSettings } from '../../../src/inference/settings.ts';
import { code } from '../test-bundle.ts';
import { bandedBundle, size, texturedPhoto } from './textured-scene.ts';

const { width, height } = size;
let photos: Photos;
let bundle: Bundle;
let asked: ReturnType<typeof bandedBundle>['asked'];
/** What is the same in all tests: reading the photo takes seven times as long as moving it. */
let known: { predictions: Predictions; memory: Memory };
beforeAll(async () => {
  photos = await sizePhoto(texturedPhoto());
  ({ bundle, asked } = bandedBundle(await photos.forScene()));
  known = { predictions: new Predictions(bundle, photos), memory: new Memory() };
});

const usual = { seconds: 2, fps: 20, motion: code(0.01, 0), ripples: 0, speed: 0.2 } as const;
const parse = (input: AnimationSettingsInput) => parseSettings({ ...usual, ...input });
const predict = (input: AnimationSettingsInput = {}) => predictMotion(bundle, photos, parse(input), known);

async function render({ layers }: Motion, frame: number, input: AnimationSettingsInput = {}) {
  const grid = { width: networkSize, height: networkSize };
  const renderer = await createCpuRenderer({
    photo: photos.output,
    layers: layers.map(({ mask, background }) => ({ mask, background })),
    motionGrid: grid,
    colourGrid: grid,
    colourTransfer: 'tanh',
  });
  const planner = new FramePlanner({ layers, output: size, frames: countFrames(parse(input)) });
  const rgba = new Uint8Array(width * height * 4);
  await renderer.renderRgba(planner.planFrame(frame), rgba);
  await renderer.close();
  return rgba;
}

/** Displacement of a layer at a place, `frames` after the start, in output pixels: backward. */
function movedBy(motion: Motion, kind: string, at: { x: number; y: number }, frame: number) {
  const layer = motion.layers.findIndex((candidate) => candidate.kind === kind);
  const planner = new FramePlanner({ layers: motion.layers, output: size, frames: 40 });
  const { displacement } = planner.planFrame(frame).layers[layer].a;
  const last = networkSize - 1;
  const point = 2 * (Math.round(at.y * last) * networkSize + Math.round(at.x * last));
  return { x: displacement[point], y: displacement[point + 1] };
}

function changed(rgba: Uint8Array, isChosen: (x: number, y: number) => boolean): number {
  let [count, all] = [0, 0];
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (!isChosen((pixel % width) / (width - 1), Math.floor(pixel / width) / (height - 1))) continue;
    all++;
    if ([0, 1, 2].some((i) => rgba[4 * pixel + i] !== photos.output.rgba[4 * pixel + i])) count++;
  }
  expect(all).toBeGreaterThan(20);
  return count / all;
}

const middleOfSky = { x: 0.5, y: 0.2 };
const middleOfWater = { x: 0.5, y: 0.72 };
const middleOfLand = { x: 0.5, y: 0.5 };
const box = (left: number, top: number, right: number, bottom: number) => ({
  polygons: [
    [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ],
  ],
});

describe('a freeze', () => {
  test('does not change by a level in any frame, whatever regions are drawn', async () => {
    const freeze = [
      {
        area: {
          strokes: [
            {
              points: [
                { x: 0.3, y: 0.2 },
                { x: 0.7, y: 0.3 },
              ],
              radius: 0.06,
            },
          ],
        },
      },
    ];
    const motion = await predict({
      freeze,
      regions: [{ area: { region: 'SKY' }, motion: { degrees: 30 }, speedPercent: 8 }],
    });
    for (const frame of [7, 19, 33]) {
      const rgba = await render(motion, frame);
      const isFrozen = (x: number, y: number) => {
        const along = Math.max(
          0,
          Math.min(
            1,
            ((x - 0.3) * 0.4 * width ** 2 + (y - 0.2) * 0.1 * height ** 2) /
              ((0.4 * width) ** 2 + (0.1 * height) ** 2),
          ),
        );
        return (
          Math.hypot((x - 0.3 - 0.4 * along) * width, (y - 0.2 - 0.1 * along) * height) < 0.06 * width - 2
        );
      };
      expect(changed(rgba, isFrozen)).toBe(0);
      expect(changed(rgba, (x, y) => y < 0.36 && (x < 0.15 || x > 0.85))).toBeGreaterThan(0.8);
    }
  });

  test('can cover a whole region', async () => {
    const { layers } = await predict({ freeze: [{ area: { region: 'SKY' } }] });
    expect(layers.map(({ kind }) => kind)).toEqual(['water']);
  });
});

describe('a direction', () => {
  test.each([0, 60, 135, 200, 300])(
    'of %d degrees is that of the rendered sky, at its speed',
    async (degrees) => {
      const motion = await predict({
        regions: [{ area: { region: 'SKY' }, motion: { degrees }, speedPercent: 5 }],
      });
      const { x, y } = movedBy(motion, 'sky', middleOfSky, 10);
      const seen = (Math.atan2(y, -x) * 180) / Math.PI;
      expect(Math.abs(((seen - degrees + 540) % 360) - 180)).toBeLessThan(2);
      // 5 % of 320 pixels a second, half a second long.
      expect(Math.hypot(x, y)).toBeCloseTo(8, 0);
      const { degrees: told, speedPercent } = motion.layers[0].seen;
      expect(told).toBeCloseTo(degrees, 0);
      expect(speedPercent).toBeCloseTo(5, 1);
    },
  );

  test('leaves the other layers unchanged, bit for bit', async () => {
    // Without anything in common, which might hide a difference.
    const before = await predictMotion(bundle, photos, parse({}));
    const after = await predict({ regions: [{ area: { region: 'SKY' }, motion: { degrees: 90 } }] });
    for (const x of [0.1, 0.5, 0.9])
      for (const frame of [5, 20, 39])
        expect(movedBy(after, 'water', { x, y: 0.72 }, frame)).toEqual(
          movedBy(before, 'water', { x, y: 0.72 }, frame),
        );
  });
});

describe('arrows', () => {
  const toTheLeft = [
    {
      points: [
        { x: 0.6, y: 0.72 },
        { x: 0.4, y: 0.72 },
      ],
      speedPercent: 4,
    },
  ];

  test('turn the water around them, and leave it unchanged far away', async () => {
    const loop = 'none' as const;
    const area = box(0.35, 0.5, 0.65, 0.9);
    const regions = [{ area, motion: { arrows: toTheLeft } }];
    const [before, after] = [await predict({ loop }), await predict({ loop, regions })];
    const near = movedBy(after, 'water', middleOfWater, 10);
    expect(near.x).toBeCloseTo((0.04 * width * 10) / 20, 0);
    expect(Math.abs(near.y)).toBeLessThan(0.1);
    // Ways are kept in steps that depend on the longest of them.
    for (const x of [0.1, 0.2, 0.85])
      for (const y of [0.65, 0.72, 0.8])
        expect(movedBy(after, 'water', { x, y }, 10).x).toBeCloseTo(
          movedBy(before, 'water', { x, y }, 10).x,
          3,
        );
  });

  test('in a sky apply to all of it', async () => {
    const arrows = [
      {
        points: [
          { x: 0.1, y: 0.1 },
          { x: 0.1, y: 0.3 },
        ],
      },
    ];
    const motion = await predict({ regions: [{ area: { region: 'SKY' }, motion: { arrows } }] });
    const { x, y } = movedBy(motion, 'sky', { x: 0.9, y: 0.2 }, 10);
    expect(y).toBeCloseTo((-0.02 * width * 10) / 20, 0);
    expect(Math.abs(x)).toBeLessThan(0.05);
  });

  test('bend along a path', async () => {
    const points = [
      { x: 0.1, y: 0.05 },
      { x: 0.5, y: 0.05 },
      { x: 0.5, y: 0.38 },
    ];
    const motion = await predict({
      regions: [{ area: { region: 'SKY' }, motion: { arrows: [{ points }] } }],
    });
    const [first, last] = [
      { x: 0.2, y: 0.06 },
      { x: 0.5, y: 0.32 },
    ].map((at) => movedBy(motion, 'sky', at, 4));
    expect(first.x).toBeLessThan(-0.8);
    expect(Math.abs(first.y)).toBeLessThan(0.3);
    expect(last.y).toBeLessThan(-0.8);
    expect(Math.abs(last.x)).toBeLessThan(0.3);
  });

  test('that contradict each other cancel out', async () => {
    const along = (from: number, to: number) => ({
      points: [
        { x: from, y: 0.2 },
        { x: to, y: 0.2 },
      ],
    });
    const arrows = [along(0.4, 0.6), along(0.6, 0.4)];
    const motion = await predict({ regions: [{ area: { region: 'SKY' }, motion: { arrows } }] });
    const { x, y } = movedBy(motion, 'sky', middleOfSky, 10);
    expect(Math.hypot(x, y)).toBeLessThan(0.01);
  });
});

describe('regions', () => {
  test('that overlap: the later one wins', async () => {
    const [right, left] = [0, 180].map((degrees) => ({
      area: { region: 'SKY' as const },
      motion: { degrees },
    }));
    expect(movedBy(await predict({ regions: [right, left] }), 'sky', middleOfSky, 10).x).toBeGreaterThan(1);
    expect(movedBy(await predict({ regions: [left, right] }), 'sky', middleOfSky, 10).x).toBeLessThan(-1);
  });

  test('make land move where it is drawn, and nowhere else', async () => {
    const area = box(0.2, 0.42, 0.6, 0.58);
    const motion = await predict({ regions: [{ area, motion: { degrees: 0 }, speedPercent: 6 }] });
    expect(motion.layers.map(({ kind }) => kind)).toEqual(['sky', 'water', 'drawn']);
    const rgba = await render(motion, 20);
    expect(changed(rgba, (x, y) => x > 0.25 && x < 0.55 && y > 0.45 && y < 0.55)).toBeGreaterThan(0.8);
    expect(changed(rgba, (x, y) => x > 0.7 && y > 0.45 && y < 0.55)).toBe(0);
    expect(await render(motion, 0)).toEqual(photos.output.rgba);
  });

  test('join the water if they are drawn as water', async () => {
    const area = box(0, 0.45, 1, 0.65);
    const motion = await predict({ regions: [{ area, as: 'WATER' }] });
    expect(motion.layers.map(({ kind }) => kind)).toEqual(['sky', 'water']);
    expect(movedBy(motion, 'water', middleOfLand, 10).x).not.toBe(0);
  });

  test('can be static', async () => {
    const regions = [{ area: box(0.3, 0, 0.7, 0.3), motion: { kind: 'STILL' as const } }];
    const rgba = await render(await predict({ regions }), 20);
    expect(changed(rgba, (x, y) => x > 0.33 && x < 0.67 && y < 0.26)).toBe(0);
    expect(changed(rgba, (x, y) => x < 0.2 && y < 0.3)).toBeGreaterThan(0.8);
  });

  test('ripple on request, and return to the photo', async () => {
    const regions = [{ area: box(0.2, 0.42, 0.8, 0.58), motion: { kind: 'RIPPLES' as const }, strength: 3 }];
    const motion = await predict({ regions });
    expect(
      changed(await render(motion, 11), (x, y) => x > 0.25 && x < 0.75 && y > 0.45 && y < 0.55),
    ).toBeGreaterThan(0.5);
    expect(movedBy(motion, 'drawn', middleOfLand, 40)).toEqual({ x: 0, y: 0 });
  });

  test('move by another code', async () => {
    const regions = [{ area: { region: 'WATER' as const }, motion: { code: code(0, 0.01) } }];
    const motion = await predict({ regions, loop: 'none' });
    const { x, y } = movedBy(motion, 'water', middleOfWater, 10);
    expect(Math.abs(x)).toBeLessThan(0.01);
    expect(y).toBeGreaterThan(0.5);
  });

  test('restart as often as their period says', async () => {
    const regions = [{ area: { region: 'SKY' as const }, motion: { degrees: 0 }, periodSeconds: 0.5 }];
    expect((await predict({ regions })).layers[0].loop.periodFrames).toBe(10);
  });

  test('report detected regions that are not there', async () => {
    const { warnings, layers } = await predict({
      regions: [{ area: { region: 'MIST' }, motion: { degrees: 0 } }],
    });
    expect(warnings).toEqual([
      { code: 'REGION_NOT_FOUND', message: expect.stringContaining('regions.0.area') },
    ]);
    expect(layers.map(({ kind }) => kind)).toEqual(['sky', 'water']);
  });
});

describe('swaying', () => {
  const regions = [{ area: box(0.3, 0.3, 0.5, 0.9), motion: { kind: 'SWAY' as const }, strength: 2 }];
  let motion: Motion;
  beforeAll(async () => {
    motion = await predict({ regions });
  });

  test('is fixed at its lower end and increases upwards', () => {
    const swing = (y: number) =>
      Math.max(
        ...Array.from({ length: 39 }, (_, frame) =>
          Math.abs(movedBy(motion, 'drawn', { x: 0.4, y }, frame + 1).x),
        ),
      );
    const [top, middle, foot] = [0.34, 0.6, 0.88].map(swing);
    expect(top).toBeGreaterThan(2);
    expect(middle).toBeLessThan(0.7 * top);
    expect(foot).toBeLessThan(0.03 * top);
  });

  test('moves its outline, and leaves its surroundings unchanged', async () => {
    const rgba = await render(motion, 20);
    const still = await render(await predict({ freeze: [{ area: regions[0].area }] }), 20);
    const differs = (x: number, y: number) => {
      const i = 4 * (Math.round(y * (height - 1)) * width + Math.round(x * (width - 1)));
      return rgba[i] !== still[i];
    };
    const row = Array.from({ length: 40 }, (_, i) => 0.3 + (0.2 * i) / 39);
    expect(row.filter((x) => differs(x, 0.45)).length).toBeGreaterThan(15);
    expect(changed(rgba, (x, y) => x > 0.6 && y > 0.45 && y < 0.55)).toBe(0);
  });

  test('returns to its start at the end of the video', () => {
    for (const y of [0.34, 0.5, 0.7])
      expect(movedBy(motion, 'drawn', { x: 0.4, y }, 40)).toEqual({ x: 0, y: 0 });
  });
});

test('an anchor stays in place while the sky around it moves', async () => {
  const anchors = [{ x: 0.498, y: 0.2 }];
  const motion = await predict({ anchors, regions: [{ area: { region: 'SKY' }, motion: { degrees: 0 } }] });
  expect(Math.abs(movedBy(motion, 'sky', anchors[0], 15).x)).toBeLessThan(0.05);
  expect(movedBy(motion, 'sky', { x: 0.8, y: 0.2 }, 15).x).toBeLessThan(-3);
});

describe('a speed in percent', () => {
  test('is the mean of what is predicted to move, and no loop reduces it', async () => {
    const motion = await predict({ speedPercent: 7 });
    expect(motion.meanSpeedPixels).toBeCloseTo((0.07 * width) / 20, 1);
    const other = await predict({ speedPercent: 3.5, motion: code(0.002, 0.001) });
    expect(other.meanSpeedPixels).toBeCloseTo((0.035 * width) / 20, 1);
  });

  test('of a region is its own', async () => {
    const motion = await predict({ regions: [{ area: { region: 'WATER' }, speedPercent: 6 }] });
    const [sky, water] = motion.layers.map(({ seen }) => seen.speedPercent);
    expect(water).toBeCloseTo(6, 1);
    expect(sky).not.toBeCloseTo(6, 0);
  });
});

test('several videos of one photo run each network once', async () => {
  const predictions = new Predictions(bundle, photos);
  asked.length = 0;
  for (const degrees of [10, 50])
    await predictMotion(
      bundle,
      photos,
      parse({ regions: [{ area: { region: 'SKY' }, motion: { degrees } }] }),
      { predictions },
    );
  expect(asked).toHaveLength(1);
  const again = new Predictions(bundle, photos, structuredClone(predictions.known));
  const handedOn = await predictMotion(bundle, photos, parse({}), { predictions: again });
  expect(asked).toHaveLength(1);
  expect(movedBy(handedOn, 'sky', middleOfSky, 10)).toEqual(movedBy(await predict(), 'sky', middleOfSky, 10));
});
