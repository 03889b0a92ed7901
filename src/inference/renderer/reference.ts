import { backgroundScale, checkPlan, checkSetup } from './check-plan.ts';
import { ditherAt } from './dither.ts';
import { mixMaps } from './mix-maps.ts';
import {
  artanhLimit,
  type ColourTransferForm,
  type ColourTransferMap,
  type FramePlan,
  type Renderer,
  type RendererSetup,
  type WeightedMap,
} from './renderer.ts';
import { bt709, yuvComponent } from './yuv.ts';

type Rgb = [number, number, number];

/** In levels: half of the smallest step that the kernels resolve. */
const leastChange = 1 / 128;

/**
 * The contract of renderer.ts in plain arithmetic, one pixel after another. The fast renderers are tested against it.
 * It takes some seconds per 1080p frame; do not use it elsewhere.
 */
export function createReferenceRenderer(setup: RendererSetup): Renderer {
  checkSetup(setup);
  const { width, height } = setup.photo;
  return {
    name: 'reference',
    async renderRgba(plan, target) {
      checkPlan(setup, plan, target, 4);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const offset = (y * width + x) * 4;
          target.set(renderPixel(setup, plan, x, y).map(toByte), offset);
          target[offset + 3] = 255;
        }
      }
    },
    async renderYuv(plan, target) {
      checkPlan(setup, plan, target, 1.5);
      const chromaSize = (width * height) / 4;
      for (let y = 0; y < height; y += 2) {
        for (let x = 0; x < width; x += 2) {
          const mean: Rgb = [0, 0, 0];
          for (const [px, py] of [
            [x, y],
            [x + 1, y],
            [x, y + 1],
            [x + 1, y + 1],
          ]) {
            const rgb = renderPixel(setup, plan, px, py);
            target[py * width + px] = toByte(yuvComponent(bt709.y, ...rgb));
            for (let c = 0; c < 3; c++) mean[c] += rgb[c] / 4;
          }
          const chroma = width * height + ((y / 2) * width) / 2 + x / 2;
          target[chroma] = toByte(yuvComponent(bt709.u, ...mean));
          target[chroma + chromaSize] = toByte(yuvComponent(bt709.v, ...mean));
        }
      }
    },
    async close() {},
  };
}

/**
 * RGB of one output pixel, 0…255, not rounded.
 * @param steps per level that the following rounding distinguishes; the dither is less than half a step
 */
export function renderPixel(setup: RendererSetup, plan: FramePlan, x: number, y: number, steps = 1): Rgb {
  const { width, height, rgba } = setup.photo;
  const { colourGrid } = setup;
  const pixel = y * width + x;
  const at = (grid: { width: number; height: number }, values: Float32Array, channels: number, c: number) =>
    sampleBilinear(
      (gx, gy) => values[(gy * grid.width + gx) * channels + c],
      grid.width,
      grid.height,
      width > 1 ? (x * (grid.width - 1)) / (width - 1) : 0,
      height > 1 ? (y * (grid.height - 1)) / (height - 1) : 0,
    );
  const rgb: Rgb = [rgba[pixel * 4], rgba[pixel * 4 + 1], rgba[pixel * 4 + 2]];
  for (const [index, { mask }] of setup.layers.entries()) {
    if (mask[pixel] === 0) continue;
    const change = changeOfLayer(setup, plan, index, x, y, (values, channels, c) =>
      at(setup.motionGrid, values, channels, c),
    );
    for (let c = 0; c < 3; c++) rgb[c] = clamp(rgb[c] + (mask[pixel] / 255) * change[c], 0, 255);
  }

  const { colour } = plan;
  if (colour) {
    const now = mixOnce(colour.now);
    for (let c = 0; c < 3; c++) {
      const value = rgb[c] / 127.5 - 1;
      const transfer = (map: ColourTransferMap) =>
        transferColour(
          setup.colourTransfer,
          value,
          at(colourGrid, map.gain, 3, c),
          at(colourGrid, map.bias, 3, c),
        );
      const start = colour.start ? transfer(colour.start) : clamp(value, -artanhLimit, artanhLimit);
      const change = 127.5 * (transfer(now) - start);
      const dither = Math.abs(change) < leastChange ? 0 : ditherAt(x, y) / 64 / steps;
      rgb[c] = clamp(rgb[c] + change + dither, 0, 255);
    }
  }
  return rgb;
}

/** The map of a frame, mixed for its first pixel and kept for the others. */
function mixOnce(maps: readonly WeightedMap[]): ColourTransferMap {
  const known = mixed.get(maps) ?? mixMaps(maps);
  mixed.set(maps, known);
  return known;
}
const mixed = new WeakMap<readonly WeightedMap[], ColourTransferMap>();

/** y_l − background_l at a pixel. `at` samples a grid at that pixel. */
function changeOfLayer(
  setup: RendererSetup,
  plan: FramePlan,
  index: number,
  x: number,
  y: number,
  at: (values: Float32Array, channels: number, c: number) => number,
): Rgb {
  const { photo } = setup;
  const { a, b, blend } = plan.layers[index];
  const background = setup.layers[index].background ?? photo;
  const scale = backgroundScale(setup);
  const backgroundAt = (px: number, py: number, c: number) =>
    background.rgba[(py * background.width + px) * 4 + c];
  const weight = b ? at(b.weight, 1, 0) : 0;
  const moved: Rgb = [0, 0, 0];
  for (const [copy, share] of [[a, 1 - weight] as const, ...(b ? [[b, weight] as const] : [])]) {
    const sampleX = x + at(copy.displacement, 2, 0);
    const sampleY = y + at(copy.displacement, 2, 1);
    for (let c = 0; c < 3; c++) {
      moved[c] +=
        share *
        sampleBilinear(
          (px, py) => backgroundAt(px, py, c),
          scale * (photo.width - 1) + 1,
          scale * (photo.height - 1) + 1,
          scale * mirrorInto(sampleX, photo.width - 1),
          scale * mirrorInto(sampleY, photo.height - 1),
        );
    }
  }
  if (blend) {
    const gain = at(blend.contrast, 1, 0);
    for (let c = 0; c < 3; c++) {
      const mean = at(blend.mean, 3, c);
      moved[c] = mean + gain * (moved[c] - mean) + at(blend.shift, 3, c);
    }
  }
  return moved.map((value, c) => clamp(value, 0, 255) - backgroundAt(scale * x, scale * y, c)) as Rgb;
}

/** A position outside 0…last mirrored into it, held at the border where it lies more than twice that size outside. */
function mirrorInto(position: number, last: number): number {
  return Math.min(last, Math.abs(last - Math.abs(last - Math.abs(position))));
}

function transferColour(form: ColourTransferForm, value: number, gain: number, bias: number): number {
  const limited = clamp(value, -artanhLimit, artanhLimit);
  return Math.tanh(gain * (form === 'tanh' ? value : Math.atanh(limited)) + bias);
}

/** Interpolates `valueAt(x, y)` bilinearly; positions outside are clamped to the border. */
function sampleBilinear(
  valueAt: (x: number, y: number) => number,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const clampedX = clamp(x, 0, width - 1);
  const clampedY = clamp(y, 0, height - 1);
  const left = Math.floor(clampedX);
  const top = Math.floor(clampedY);
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const fx = clampedX - left;
  const fy = clampedY - top;
  return (
    (valueAt(left, top) * (1 - fx) + valueAt(right, top) * fx) * (1 - fy) +
    (valueAt(left, bottom) * (1 - fx) + valueAt(right, bottom) * fx) * fy
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function toByte(value: number): number {
  return Math.floor(value + 0.5);
}
