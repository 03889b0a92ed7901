import type { Photo } from '../photo/photo.ts';
import { paintForeground } from './foreground.ts';
import { type Lake, lakeColour, lakeFlow, type Mirror } from './lake.ts';
import { blend, palette, type Rgb } from './palette.ts';
import { type Ridge, ridgeColour, ridgesOf } from './ridges.ts';
import type { Scene, SceneOptions } from './scene.ts';
import { drawMast, emptySilhouette, type Silhouette } from './silhouettes.ts';
import { type SkySheet, skyColour, skyFlow } from './sky.ts';

/** Share of the picture above the water line. */
const waterLine = 0.64;

/**
 * A procedural landscape: evening clouds in perspective, a mountain range, a lake that reflects them, and static things
 * in front (a mast with guy wires, spruces, grass). Only clouds and ripples move. In the sky the flow is exact; on the
 * lake it is that of the ripples, which distort a reflection that does not travel with them.
 */
export function generateLandscape({ width, height, seed = 7 }: SceneOptions): Scene {
  const landscape = layOut(width, height, seed);
  return {
    photo: render(landscape, 0),
    flow: trueFlow(landscape),
    movingMask: movingMask(landscape),
    frameAt: (t) => render(landscape, t),
  };
}

interface Landscape {
  width: number;
  height: number;
  /** First row of the lake. */
  waterRow: number;
  sky: SkySheet;
  lake: Lake;
  /** Colour and coverage (r, g, b, a per pixel) of everything static above the water. */
  land: Float32Array;
  foreground: Silhouette;
}

function layOut(width: number, height: number, seed: number): Landscape {
  const aspect = width / height;
  const sun = { x: aspect * 0.23, y: 0.075 };
  const waterRow = Math.round(height * waterLine);
  return {
    width,
    height,
    waterRow,
    sky: { seed, sun, wind: { x: 0.0011, z: 0.0004 } },
    lake: { seed: seed + 500, sun, drift: { x: 0.0012, z: 0.0006 } },
    land: paintLand(width, height, waterRow, ridgesOf(seed)),
    foreground: paintForeground(width, height, seed),
  };
}

/** Position of a pixel in picture heights: from the centre, and upwards from the water line. */
const across = (x: number, width: number, height: number) => (x - (width - 1) / 2) / height;
const above = (y: number, waterRow: number, height: number) => (waterRow - 0.5 - y) / height;

function paintLand(width: number, height: number, waterRow: number, ridges: readonly Ridge[]): Float32Array {
  const land = new Float32Array(width * waterRow * 4);
  const colour: Rgb = [0, 0, 0];
  for (let x = 0; x < width; x++) {
    const placeX = across(x, width, height);
    for (const ridge of ridges) {
      const crest = ridge.crest(placeX);
      const crestRow = waterRow - 0.5 - crest * height;
      for (let y = Math.max(0, Math.floor(crestRow)); y < waterRow; y++) {
        const cover = Math.min(1, Math.max(0, y - crestRow + 0.5));
        ridgeColour(ridge, placeX, above(y, waterRow, height), crest, colour);
        paintOver(land, 4 * (y * width + x), colour, cover);
      }
    }
  }
  const mast = emptySilhouette(width, waterRow);
  const mastX = 0.2 * width;
  const foot = waterRow - 0.03 * height;
  drawMast(mast, mastX, foot, 0.3 * height);
  blend(palette.silhouette, palette.haze, 0.1, colour);
  for (let at = 0; at < mast.coverage.length; at++) paintOver(land, 4 * at, colour, mast.coverage[at]);
  return land;
}

function fractional(value: number): number {
  return value - Math.floor(value);
}

/** Composites a colour over a pixel of straight-alpha RGBA. */
function paintOver(pixels: Float32Array, at: number, colour: Rgb, cover: number): void {
  if (cover <= 0) return;
  const alpha = cover + pixels[at + 3] * (1 - cover);
  for (let channel = 0; channel < 3; channel++) {
    pixels[at + channel] += ((colour[channel] - pixels[at + channel]) * cover) / alpha;
  }
  pixels[at + 3] = alpha;
}

function render(landscape: Landscape, t: number): Photo {
  const { width, height, foreground } = landscape;
  const picture = new Float32Array(width * height * 3);
  renderSky(landscape, t, picture);
  renderLake(landscape, t, picture);
  const rgba = new Uint8Array(width * height * 4);
  const colour: Rgb = [0, 0, 0];
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      colour[0] = picture[3 * pixel];
      colour[1] = picture[3 * pixel + 1];
      colour[2] = picture[3 * pixel + 2];
      blend(colour, palette.silhouette, foreground.coverage[pixel], colour);
      // Half a grey level of ordered noise (Jimenez 2014, interleaved gradient noise) hides the banding of a smooth sky
      // in 8 bits.
      const dither = fractional(52.9829189 * fractional(0.06711056 * x + 0.00583715 * y));
      for (let channel = 0; channel < 3; channel++) {
        rgba[4 * pixel + channel] = Math.min(255, Math.max(0, Math.floor(colour[channel] * 255 + dither)));
      }
      rgba[4 * pixel + 3] = 255;
    }
  }
  return { width, height, rgba };
}

function renderSky(
  { width, height, waterRow, sky, land }: Landscape,
  t: number,
  picture: Float32Array,
): void {
  const colour: Rgb = [0, 0, 0];
  for (let y = 0, pixel = 0; y < waterRow; y++) {
    const placeY = above(y, waterRow, height);
    for (let x = 0; x < width; x++, pixel++) {
      const alpha = land[4 * pixel + 3];
      if (alpha < 1) skyColour(sky, across(x, width, height), placeY, t, 1 / height, colour);
      for (let channel = 0; channel < 3; channel++) {
        picture[3 * pixel + channel] = land[4 * pixel + channel] * alpha + colour[channel] * (1 - alpha);
      }
    }
  }
}

function renderLake({ width, height, waterRow, lake }: Landscape, t: number, picture: Float32Array): void {
  const mirror: Mirror = (x, y, out) => {
    const column = Math.min(width - 1.001, Math.max(0, x * height + (width - 1) / 2));
    const row = Math.min(waterRow - 1.001, Math.max(0, waterRow - 0.5 - y * height));
    sampleBilinear(picture, width, column, row, out);
  };
  const colour: Rgb = [0, 0, 0];
  for (let y = waterRow; y < height; y++) {
    const below = -above(y, waterRow, height);
    for (let x = 0; x < width; x++) {
      lakeColour(lake, across(x, width, height), below, t, 1 / height, mirror, colour);
      picture.set(colour, 3 * (y * width + x));
    }
  }
}

function sampleBilinear(picture: Float32Array, width: number, x: number, y: number, out: Rgb): void {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - column, y - row];
  const at = 3 * (row * width + column);
  for (let channel = 0; channel < 3; channel++) {
    const top = picture[at + channel] * (1 - right) + picture[at + 3 + channel] * right;
    const next = at + 3 * width + channel;
    const bottom = picture[next] * (1 - right) + picture[next + 3] * right;
    out[channel] = top * (1 - down) + bottom * down;
  }
}

/** Coverage (0…1) by static things, which hide the motion behind them. */
function stillness({ width, waterRow, land, foreground }: Landscape, pixel: number): number {
  const behind = pixel < width * waterRow ? land[4 * pixel + 3] : 0;
  return 1 - (1 - behind) * (1 - foreground.coverage[pixel]);
}

function movingMask(landscape: Landscape): Uint8Array {
  const { width, height } = landscape;
  return Uint8Array.from({ length: width * height }, (_, pixel) =>
    Math.round(255 * (1 - stillness(landscape, pixel))),
  );
}

function trueFlow(landscape: Landscape): Float32Array {
  const { width, height, waterRow, sky, lake } = landscape;
  const flow = new Float32Array(width * height * 2);
  for (let y = 0, pixel = 0; y < height; y++) {
    const up = above(y, waterRow, height);
    for (let x = 0; x < width; x++, pixel++) {
      if (stillness(landscape, pixel) > 0.5) continue;
      const placeX = across(x, width, height);
      const step = y < waterRow ? skyFlow(sky, placeX, up) : lakeFlow(lake, placeX, -up);
      flow[2 * pixel] = step.x * height;
      flow[2 * pixel + 1] = (y < waterRow ? -step.y : step.y) * height;
    }
  }
  return flow;
}
