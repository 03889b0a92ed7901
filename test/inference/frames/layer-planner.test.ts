import { beforeAll, describe, expect, test } from 'vitest';
import { contrastGain, correlationAt } from '../../../src/inference/frames/blend.ts';
import { FramePlanner } from '../../../src/inference/frames/frame-planner.ts';
import { LayerPlanner } from '../../../src/inference/frames/layer-planner.ts';
import { allSeen, findSeenSpans } from '../../../src/inference/grids/seen-spans.ts';
import { cutOut } from '../../../src/inference/layers/background.ts';
import { type LoopMode, planLoop } from '../../../src/inference/loop.ts';
import type { LayerMotion } from '../../../src/inference/motion/layer-motion.ts';
import { fitLight } from '../../../src/inference/motion/light.ts';
import { Oscillation } from '../../../src/inference/motion/oscillation.ts';
import { Ripples } from '../../../src/inference/motion/ripples.ts';
import { switchTimes } from '../../../src/inference/motion/switching.ts';
import { traceSteady } from '../../../src/inference/motion/trajectory.ts';
import { createCpuRenderer } from '../../../src/inference/renderer/cpu/cpu.ts';
import type { FramePlan, LayerPictures, Renderer } from '../../../src/inference/renderer/renderer.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';

const side = 128;
const frames = 60;
const fps = 30;
const [width, height] = [320, 180];
const output = { width, height };

interface MotionOptions {
  /** Pixels per frame, the way the content moves. */
  velocity: { x: number; y: number };
  mode?: LoopMode;
  /** Periods of the motion within the video. */
  periods?: number;
  spans?: LayerMotion['spans'];
  seed?: number;
}

async function motionOf({
  velocity,
  mode = 'symmetric',
  periods = 1,
  spans,
  seed = 1,
}: MotionOptions): Promise<LayerMotion> {
  const speed = Math.hypot(velocity.x, velocity.y) / width;
  const budget = speed > 0 ? (frames * speed) / (periods - 0.5) : 1;
  const { loop } = planLoop({ mode, frames, fps, speed, budget, mostSlowdown: 1 });
  // Content that moves to the right comes from the left.
  const field = Float32Array.from({ length: 2 * side * side }, (_, i) =>
    i % 2 === 0 ? (-velocity.x * (side - 1)) / (width - 1) : (-velocity.y * (side - 1)) / (height - 1),
  );
  return {
    loop,
    trajectories: await traceSteady(field, { side, durationFrames: loop.reachFrames }),
    switchTimes: switchTimes(side, width / height, seed),
    localMean: new Float32Array(3 * side * side).fill(128),
    spans: spans ?? allSeen(side),
  };
}

async function render(renderer: Renderer, plan: FramePlan): Promise<Uint8Array> {
  const rgba = new Uint8Array(width * height * 4);
  await renderer.renderRgba(plan, rgba);
  return rgba;
}

function openRenderer(photo: Photo, layers: LayerPictures[]): Promise<Renderer> {
  const grid = { width: side, height: side };
  return createCpuRenderer(
    { photo, layers, motionGrid: grid, colourGrid: grid, colourTransfer: 'tanh' },
    { threads: 1 },
  );
}

/** Mean difference of the green of two pictures over pixels that are chosen. */
function difference(a: Uint8Array, b: Uint8Array, isChosen: (x: number, y: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (!isChosen(pixel % width, Math.floor(pixel / width))) continue;
    sum += Math.abs(a[4 * pixel + 1] - b[4 * pixel + 1]);
    count++;
  }
  return sum / count;
}

describe('sky and water behind a post', () => {
  const horizon = 90;
  const isPost = (x: number, y: number) => Math.abs(x - 160) < 5 && y > 30 && y < 150;
  /** Unlike any cloud. */
  const postColour = [0, 255, 0];
  const velocities = { sky: { x: 1, y: 0 }, water: { x: -0.6, y: 0.4 } };
  const sky = driftingClouds({ width, height, seed: 1, velocity: velocities.sky });
  const water = driftingClouds({ width, height, seed: 2, velocity: velocities.water });
  /** The scene some frames later: its sky, its water, its post. */
  const sceneAt = (t: number): Photo => {
    const [above, below] = [sky.frameAt(t).rgba, water.frameAt(t).rgba];
    const rgba = above.map((value, i) => (i >= 4 * width * horizon ? below[i] : value));
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (isPost(pixel % width, Math.floor(pixel / width))) rgba.set(postColour, 4 * pixel);
    }
    return { width, height, rgba };
  };
  const photo = sceneAt(0);
  const matte = (isInside: (y: number) => boolean) =>
    Uint8Array.from({ length: width * height }, (_, pixel) => {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      return isInside(y) && !isPost(x, y) ? 255 : 0;
    });
  const layers = [matte((y) => y < horizon), matte((y) => y >= horizon)].map((mask) => cutOut(photo, mask));
  const awayFromEdges = (x: number, y: number) =>
    x > 50 && x < width - 50 && Math.abs(x - 160) > 45 && y > 20 && y < height - 20;

  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await openRenderer(photo, layers);
    return () => renderer.close();
  });

  async function plannerOf(mode: LoopMode, hasRipples = false): Promise<FramePlanner> {
    const spansOf = (index: number) => findSeenSpans(layers[index].mask, width, height, side);
    const moved = [
      await motionOf({ velocity: velocities.sky, mode, spans: spansOf(0) }),
      await motionOf({ velocity: velocities.water, mode, periods: 2, spans: spansOf(1), seed: 2 }),
    ];
    const water = { wavers: false, strength: 1, seed: 3 };
    const options = { side, spans: spansOf(1), output, seconds: frames / fps, ...water };
    if (hasRipples) moved[1].ripples = new Ripples(options);
    return new FramePlanner({ layers: moved, output, frames });
  }

  test.each(['symmetric', 'none'] as const)('frame 0 is exactly the photo: %s', async (mode) => {
    const planner = await plannerOf(mode, true);
    expect(await render(renderer, planner.planFrame(0))).toEqual(photo.rgba);
    await render(renderer, planner.planFrame(31));
    expect(await render(renderer, planner.planPhoto())).toEqual(photo.rgba);
    expect(await render(renderer, planner.planFrame(0))).toEqual(photo.rgba);
  });

  test('moves each layer by its own flow', async () => {
    const frame = 12;
    const rendered = await render(renderer, (await plannerOf('none')).planFrame(frame));
    const expected = sceneAt(frame).rgba;
    const isSky = (x: number, y: number) => awayFromEdges(x, y) && y < horizon - 10;
    const isWater = (x: number, y: number) => awayFromEdges(x, y) && y > horizon + 20;
    for (const isChosen of [isSky, isWater]) {
      expect(difference(rendered, expected, isChosen)).toBeLessThan(2);
      expect(difference(photo.rgba, expected, isChosen)).toBeGreaterThan(10);
    }
  });

  test('keeps the post still in every frame, without copies elsewhere', async () => {
    const planner = await plannerOf('symmetric', true);
    const isGreen = ([red, green, blue]: Uint8Array) => green - Math.max(red, blue) > 60;
    for (const frame of [1, 15, 30, 44, 59]) {
      const rendered = await render(renderer, planner.planFrame(frame));
      let [faded, astray] = [0, 0];
      for (let pixel = 0; pixel < width * height; pixel++) {
        const rgb = rendered.subarray(4 * pixel, 4 * pixel + 3);
        if (!isPost(pixel % width, Math.floor(pixel / width))) astray += isGreen(rgb) ? 1 : 0;
        else if (postColour.some((value, channel) => rgb[channel] !== value)) faded++;
      }
      expect({ faded, astray }).toEqual({ faded: 0, astray: 0 });
    }
  });

  test('connects the last frame to the first like any other frame to the next', async () => {
    const planner = await plannerOf('symmetric', true);
    const everywhere = () => true;
    const pictures: Uint8Array[] = [];
    for (const frame of [28, 29, 30, 31, frames - 2, frames - 1, 0, 1]) {
      pictures.push(await render(renderer, planner.planFrame(frame)));
    }
    const step = (i: number) => difference(pictures[i], pictures[i + 1], everywhere);
    const usual = (step(0) + step(1) + step(2)) / 3;
    expect(step(5) / usual).toBeLessThan(1.5);
    expect(step(5) / usual).toBeGreaterThan(0.3);
  });

  test('never shows the photo where the water restarts', async () => {
    const rendered = await render(renderer, (await plannerOf('symmetric')).planFrame(frames / 2));
    const isWater = (x: number, y: number) => awayFromEdges(x, y) && y > horizon + 20;
    expect(difference(rendered, photo.rgba, isWater)).toBeGreaterThan(5);
  });
});

test('water that ripples reach beyond the picture for is mirrored at its border, row by row', async () => {
  const striped = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      striped.fill((37 * y) % 200, 4 * (y * width + x), 4 * (y * width + x) + 3);
  const upwards = Float32Array.from({ length: 2 * side * side }, (_, i) => (i % 2 === 0 ? 0 : 8));
  const still = new Float32Array(2 * side * side);
  const ripples = new Oscillation(new Map([[1, { cosine: upwards, sine: still }]]), allSeen(side));
  const motion = { ...(await motionOf({ velocity: { x: 0, y: 0 } })), ripples };
  const photo = { width, height, rgba: striped };
  const renderer = await openRenderer(photo, [{ mask: new Uint8Array(width * height).fill(255) }]);
  const planner = new FramePlanner({ layers: [motion], output, frames });
  const rendered = await render(renderer, planner.planFrame(frames / 4));
  await renderer.close();
  for (let y = 0; y < height; y++) {
    const source = y + 8 < height ? y + 8 : 2 * (height - 1) - (y + 8);
    expect(rendered[4 * y * width]).toBe(striped[4 * source * width]);
  }
});

describe('light that stays in place', () => {
  const gradientAt = (x: number, y: number) => 70 + (90 * y) / height + (30 * x) / width;
  const detailAt = (x: number) => 25 * Math.sin(x / 6);
  const picture = (hasDetail: boolean): Photo => {
    const rgba = new Uint8Array(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      rgba.fill(Math.round(gradientAt(x, y) + (hasDetail ? detailAt(x) : 0)), 4 * pixel, 4 * pixel + 3);
    }
    return { width, height, rgba };
  };
  const localMean = Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const point = Math.floor(i / 3);
    return gradientAt(
      ((point % side) * (width - 1)) / (side - 1),
      (Math.floor(point / side) * (height - 1)) / (side - 1),
    );
  });
  const light = fitLight(localMean, new Float32Array(side * side).fill(1), side);
  const velocity = { x: 0.4, y: 0.3 };
  const mask = new Uint8Array(width * height).fill(255);
  const isInside = (x: number, y: number) => x > 40 && x < width - 40 && y > 30 && y < height - 30;

  async function renderFrame(frame: number, photo: Photo, mode: LoopMode, hasLight: boolean) {
    const motion = {
      ...(await motionOf({ velocity, mode })),
      localMean,
      light: hasLight ? light : undefined,
    };
    const renderer = await openRenderer(photo, [{ mask }]);
    try {
      return await render(renderer, new FramePlanner({ layers: [motion], output, frames }).planFrame(frame));
    } finally {
      await renderer.close();
    }
  }

  test.each([
    ['none', 7],
    ['none', 40],
    ['symmetric', 10],
    ['symmetric', 30],
    ['symmetric', 55],
    ['crossfade', 0],
    ['crossfade', 20],
  ] as const)('keeps a clear sky’s gradient within three levels: %s, frame %d', async (mode, frame) => {
    const photo = picture(false);
    const rendered = await renderFrame(frame, photo, mode, true);
    let largest = 0;
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (!isInside(pixel % width, Math.floor(pixel / width))) continue;
      largest = Math.max(largest, Math.abs(rendered[4 * pixel] - photo.rgba[4 * pixel]));
    }
    expect(largest).toBeLessThanOrEqual(3);
    const carriedAlong = await renderFrame(frame, photo, mode, false);
    expect(difference(carriedAlong, photo.rgba, isInside)).toBeGreaterThan(1);
  });

  test('lets detail move', async () => {
    const frame = 20;
    const rendered = await renderFrame(frame, picture(true), 'none', true);
    const expected = picture(true).rgba.map((value, i) => {
      const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
      return i % 4 === 3 ? value : Math.round(gradientAt(x, y) + detailAt(x - velocity.x * frame));
    });
    expect(difference(rendered, expected, isInside)).toBeLessThan(1.5);
  });
});

describe('the plan of a layer', async () => {
  const motion = await motionOf({ velocity: { x: 1, y: 0 } });
  const planner = new LayerPlanner(motion, output, frames);

  test('shows only the first copy at first, and only the second at last', () => {
    expect(planner.planFrame(0).b).toBeUndefined();
    const early = planner.planFrame(1).b?.weight ?? [];
    const late = planner.planFrame(frames - 1).b?.weight ?? [];
    expect(Math.max(...early)).toBeLessThan(0.03);
    expect(Math.min(...late)).toBeGreaterThan(0.97);
  });

  test('never goes back to the first copy', () => {
    let before = new Float32Array(side * side);
    for (let frame = 1; frame < frames; frame++) {
      const weight = planner.planFrame(frame).b?.weight ?? before;
      expect(weight.every((value, point) => value >= before[point])).toBe(true);
      before = weight.slice();
    }
  });

  test('restores contrast lost by blending, and leaves a single copy unchanged', () => {
    const { a, b, blend } = planner.planFrame(30);
    if (!b || !blend) throw new Error('Expected two copies');
    // In the middle of the picture nothing is mirrored at the border.
    for (let y = 40; y < 88; y++) {
      for (let x = 48; x < 80; x++) {
        const point = y * side + x;
        const weight = b.weight[point];
        const apart = Math.abs(a.displacement[2 * point] - b.displacement[2 * point]) / (width - 1);
        const expected = contrastGain(1 - weight, weight, correlationAt(apart));
        expect(Math.abs(blend.contrast[point] - expected)).toBeLessThan(0.005);
        if (weight === 0 || weight === 1) expect(blend.contrast[point]).toBe(1);
      }
    }
  });

  test('adds the same ripples to both copies', () => {
    const ripples = new Ripples({
      side,
      spans: motion.spans,
      output,
      seconds: frames / fps,
      wavers: false,
      strength: 1,
      seed: 1,
    });
    const rippled = new LayerPlanner({ ...motion, ripples }, output, frames).planFrame(30);
    const calm = planner.planFrame(30);
    const expected = new Float32Array(2 * side * side);
    ripples.addTo([expected], 30 / frames);
    expect(Math.max(...expected)).toBeGreaterThan(0.1);
    for (const copy of ['a', 'b'] as const) {
      const [found, base] = [rippled[copy]?.displacement ?? [], calm[copy]?.displacement ?? []];
      expected.forEach((value, i) => {
        expect(found[i] - base[i]).toBeCloseTo(value, 3);
      });
    }
  });

  test('is valid while the next frame is planned', () => {
    const plan = planner.planFrame(20);
    const kept = structuredClone(plan);
    planner.planFrame(21);
    expect(plan).toEqual(kept);
  });
});
