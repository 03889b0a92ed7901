import fc from 'fast-check';
import {
  type ColourTransferMap,
  type FramePlan,
  type LayerPictures,
  maxMixedMaps,
  type Renderer,
  type RendererSetup,
  type WeightedMap,
} from '../../../src/inference/renderer/renderer.ts';
import { yuv420Bytes } from '../../../src/inference/renderer/yuv.ts';
import type { Photo } from '../../../src/photo/photo.ts';

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Waves, hard edges and noise, so that neighbouring pixels differ much, little and not at all. */
export function generatePhoto(width: number, height: number, seed = 1): Photo {
  const random = randomNumbers(seed);
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = 127.5 + 127.5 * Math.sin(x / 7 + seed) * Math.cos(y / 11);
      const edge = (x >> 4) % 3 === 0 ? 255 : 0;
      rgba.set(
        [wave, y % 32 < 16 ? edge : wave, x % 64 < 20 ? random() * 256 : 255 - wave, 255],
        (y * width + x) * 4,
      );
    }
  }
  return { width, height, rgba };
}

export function filledMap(points: number, gain: number, bias: number): ColourTransferMap {
  return {
    gain: new Float32Array(points * 3).fill(gain),
    bias: new Float32Array(points * 3).fill(bias),
  };
}

/** A frame's colours as a single map. */
export function single(map: ColourTransferMap): WeightedMap[] {
  return [{ map, weight: 1 }];
}

/** A setup of one layer. */
export function oneLayer({
  mask,
  background,
  ...setup
}: Omit<RendererSetup, 'layers'> & LayerPictures): RendererSetup {
  return { ...setup, layers: [{ mask, background }] };
}

/** A plan that shows the photo unchanged. */
export function stillPlan(setup: RendererSetup): FramePlan {
  const points = setup.motionGrid.width * setup.motionGrid.height;
  return { layers: setup.layers.map(() => ({ a: { displacement: new Float32Array(points * 2) } })) };
}

/** Everything in motion by (x, y) pixels. */
export function shiftPlan(setup: RendererSetup, x: number, y: number): FramePlan {
  const plan = stillPlan(setup);
  for (const { a } of plan.layers) {
    a.displacement.forEach((_, i, displacement) => {
      displacement[i] = i % 2 === 0 ? x : y;
    });
  }
  return plan;
}

export interface RandomPlanOptions {
  copies: 1 | 2;
  hasBlend: boolean;
  hasColour: boolean;
  /** Colours anchored to the photo's own, which only `tanh-artanh` allows. */
  startsAsPhoto?: boolean;
  /** Displacements reach this many pixels. */
  reachPixels: number;
  seed: number;
}

/** A plan with noise on every grid: rougher than anything the engine makes. */
export function randomPlan(setup: RendererSetup, options: RandomPlanOptions): FramePlan {
  const random = randomNumbers(options.seed);
  const noise = (length: number, low: number, high: number) =>
    Float32Array.from({ length }, () => low + random() * (high - low));
  const points = setup.motionGrid.width * setup.motionGrid.height;
  const colourPoints = setup.colourGrid.width * setup.colourGrid.height;
  const move = () => ({ displacement: noise(points * 2, -options.reachPixels, options.reachPixels) });
  // Whole areas that show one copy alone, too.
  const weight = () => noise(points, -0.5, 1.5).map((value) => Math.min(1, Math.max(0, value)));
  const map = () => ({ gain: noise(colourPoints * 3, 0.6, 1.5), bias: noise(colourPoints * 3, -0.5, 0.5) });
  // As splines mix maps: up to four, with weights that may be negative and sum to 1.
  const mix = () => {
    const weights = Array.from({ length: Math.floor(random() * maxMixedMaps) }, () => random() - 0.2);
    const rest = 1 - weights.reduce((sum, weight) => sum + weight, 0);
    return [...weights, rest].map((weight) => ({ map: map(), weight }));
  };
  return {
    layers: setup.layers.map(() => ({
      a: move(),
      b: options.copies === 2 ? { ...move(), weight: weight() } : undefined,
      blend: options.hasBlend
        ? {
            contrast: noise(points, 1, 1.45),
            mean: noise(points * 3, 0, 255),
            shift: noise(points * 3, -60, 60),
          }
        : undefined,
    })),
    colour: options.hasColour ? { now: mix(), start: options.startsAsPhoto ? undefined : map() } : undefined,
  };
}

/** Any setup and plan of the contract, small enough for the slow reference. */
export const anyScene = fc
  .record({
    width: fc.integer({ min: 1, max: 48 }).map((half) => half * 2),
    height: fc.integer({ min: 1, max: 24 }).map((half) => half * 2),
    motionGrid: fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
    }),
    colourGrid: fc.record({
      width: fc.integer({ min: 1, max: 12 }),
      height: fc.integer({ min: 1, max: 12 }),
    }),
    colourTransfer: fc.constantFrom('tanh' as const, 'tanh-artanh' as const),
    backgroundScale: fc.constantFrom(0 as const, 1 as const, 2 as const),
    maskKind: fc.constantFrom('static', 'moving', 'runs', 'noise'),
    copies: fc.constantFrom(1 as const, 2 as const),
    hasBlend: fc.boolean(),
    hasColour: fc.boolean(),
    startsAsPhoto: fc.boolean(),
    reachPixels: fc.constantFrom(0, 0.7, 9, 400),
    layers: fc.integer({ min: 0, max: 4 }),
    seed: fc.integer(),
  })
  .map(
    ({
      width,
      height,
      motionGrid,
      colourGrid,
      colourTransfer,
      maskKind,
      backgroundScale,
      layers,
      startsAsPhoto,
      ...options
    }) => {
      const photo = generatePhoto(width, height, options.seed);
      const masks = shareOut(generateMask(width, height, maskKind, options.seed), layers, options.seed);
      const setup: RendererSetup = {
        photo,
        layers: masks.map((mask) => ({
          background: backgroundScale > 0 ? paintBackground(photo, mask, backgroundScale) : undefined,
          mask,
        })),
        motionGrid,
        colourGrid,
        colourTransfer,
      };
      const hasIdentity = colourTransfer === 'tanh-artanh';
      return {
        setup,
        plan: randomPlan(setup, { ...options, startsAsPhoto: hasIdentity && startsAsPhoto }),
      };
    },
  );

/** What moves, divided among layers: runs of pixels that belong to one of them, and pixels of which several have a part. */
export function shareOut(mask: Uint8Array, layers: number, seed: number): Uint8Array[] {
  const random = randomNumbers(seed + 1);
  const masks = Array.from({ length: layers }, () => new Uint8Array(mask.length));
  for (let i = 0; layers > 0 && i < mask.length; ) {
    const end = Math.min(mask.length, i + 1 + Math.floor(random() * 30));
    const [first, second] = [Math.floor(random() * layers), Math.floor(random() * layers)];
    const share = random() < 0.5 ? 1 : random();
    for (; i < end; i++) {
      const part = Math.floor(share * mask[i]);
      masks[first][i] += part;
      masks[second][i] += mask[i] - part;
    }
  }
  return masks;
}

export function generateMask(width: number, height: number, kind: string, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const mask = new Uint8Array(width * height);
  if (kind === 'moving') mask.fill(255);
  if (kind === 'noise') for (let i = 0; i < mask.length; i++) mask[i] = random() * 256;
  if (kind === 'runs') {
    for (let i = 0; i < mask.length; ) {
      const end = i + 1 + Math.floor(random() * 20);
      mask.fill([0, 255, 128][Math.floor(random() * 3)], i, end);
      i = end;
    }
  }
  return mask;
}

/** Another picture wherever the mask leaves some of the photo static, and between pixels. */
export function paintBackground(photo: Photo, mask: Uint8Array, scale: number): Photo {
  const background = generatePhoto(scale * photo.width, scale * photo.height, 99);
  for (let i = 0; i < mask.length; i++) {
    const [x, y] = [i % photo.width, Math.floor(i / photo.width)];
    const at = 4 * scale * (y * background.width + x);
    if (mask[i] === 255) background.rgba.set(photo.rgba.subarray(4 * i, 4 * i + 4), at);
  }
  return background;
}

export async function renderRgba(renderer: Renderer, setup: RendererSetup, plan: FramePlan) {
  const target = new Uint8Array(setup.photo.rgba.length);
  await renderer.renderRgba(plan, target);
  return target;
}

export async function renderYuv(renderer: Renderer, setup: RendererSetup, plan: FramePlan) {
  const target = new Uint8Array(yuv420Bytes(setup.photo.width, setup.photo.height));
  await renderer.renderYuv(plan, target);
  return target;
}

/** Largest difference between two frames, in levels. */
export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError(`Frames of ${a.length} and ${b.length} bytes`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
