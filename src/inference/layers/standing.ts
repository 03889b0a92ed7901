import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { type Component, visitComponents } from '../grids/components.ts';
import { leastAround, mostAround } from '../grids/extremes.ts';
import { type Rows, rowsWith } from '../grids/rows.ts';
import { reliefAround, reliefNear } from './relief.ts';

/** Half the width of the widest thing that counts as thin, as a share of the picture's width. */
const thinRadius = 1 / 900;
/**
 * Contrast of a thin thing with what lies beside it, in levels: below the first it is none, above the second certain.
 */
const [least, surely] = [7, 16];
/** The same relative to the mean contrast of the surroundings, so that the grain of a cloud is not taken for twigs. */
const aboveAround = 6;
/** Half the side of the window of these surroundings, as a share of the width. */
const aroundRadius = 1 / 60;
/**
 * Things at least this long are static, as a share of the width. Shorter ones are static only at the edge of land or
 * alone in a clear sky.
 */
const leastLength = 0.04;
/** A far shore lies along the horizon like a cloud, but at least this share of its pixels is partly land. */
const shoreShare = 0.25;
/** Minimum length of a twig that grows from the land, as a share of the width. */
const leastTwig = 0.006;
/** Minimum contrast of lettering, in levels: hardly anything in a sky has that much within a few pixels. */
const drawn = 45;
/** Single dots at the edges of bright clouds do. So a stroke must cover at least this share of the squared width. */
const leastDrawn = 5e-6;
/** The rims of clouds do in places. So at least this share of a stroke must have that contrast, or it touches land. */
const drawnShare = 0.3;
/**
 * How far around long and single things the sky is examined, as shares of the width. Fragments and rims of clouds lie
 * where bright turns into dark, but a thing in front of the sky has even sky around it.
 */
const [aroundLong, aroundSingle] = [1 / 320, 1 / 160];
/**
 * A single thing must have at least as much contrast as the sky around it varies; a long one needs, on average, only
 * this share of that variation.
 */
const longAboveSky = 0.7;
/** A sky is clear where the mean contrast of the surroundings is below this, in levels. */
const clearSky = 1.2;
/**
 * Single things count only if at least this share of the sky is clear: the edges of clouds have specks of their own.
 */
const mostlyClear = 0.8;
/**
 * Where the mean contrast of the surroundings, in levels, is at least this, long things are edges of streaky clouds.
 */
const streaks = 4;
/**
 * Things flatter than the first (height ÷ length) lie along the horizon as clouds do. They are static only from the
 * second length on, as a share of the width: no cloud is that long.
 */
const [flat, leastFlatLength] = [0.15, 0.2];

/**
 * Finds thin and small things in front of a sky that must stay in place: cables, twigs, masts, lettering, birds, stars,
 * a moon. They are narrower than anything the scene network resolves, but a sky is smooth. So what contrasts sharply
 * with the sky on both sides (the difference to its morphological opening and closing) is not part of it, provided that
 * it is long, grows from the land, is alone in a clear sky, or has the contrast of lettering. Anything else is the edge
 * of a cloud.
 *
 * @param sky how much of each pixel is sky, 0 … 255
 * @returns certainty that each pixel is static, 0 … 255
 */
export function findStanding(photo: Photo, sky: Uint8Array): Uint8Array {
  const { width, height } = photo;
  const standing = new Uint8Array(width * height);
  const radius = Math.max(1, Math.round(width * thinRadius));
  const aroundPixels = Math.max(1, Math.round(width * aroundRadius));
  // Rows too far from the sky to matter are skipped, such as the land below a horizon.
  const rows = rowsWith(sky, width, height, aroundPixels + 2 * radius);
  if (!rows) return standing;
  const first = rows.from * width;
  const inRows = standing.subarray(first, rows.to * width);
  const { contrast, ground } = findContrast(photo, rows, radius);
  // Limited to what is certain: otherwise a dark cable would make its own surroundings look rough.
  const held = Float32Array.from(contrast);
  for (let i = 0; i < held.length; i++) if (held[i] > surely) held[i] = surely;
  const around = boxMean(held, width, rows.to - rows.from, aroundPixels);
  for (let i = 0; i < inRows.length; i++) {
    if (sky[first + i] === 0) continue;
    const high = Math.max(surely, aboveAround * around[i]);
    const low = (high * least) / surely;
    inRows[i] = Math.max(0, Math.min(1, (contrast[i] - low) / (high - low))) * 255;
  }
  const isCloudlike = ({ left, right, top, bottom }: Component) =>
    bottom - top < flat * (right - left) && right - left < leastFlatLength * width;
  const meanContrast = ({ pixels }: Component) =>
    pixels.reduce((sum, pixel) => sum + contrast[pixel], 0) / pixels.length;
  const isLong = (component: Component) =>
    Math.hypot(component.right - component.left, component.bottom - component.top) >= leastLength * width &&
    around[component.pixels[0]] < streaks &&
    meanContrast(component) >=
      longAboveSky * reliefNear(component.pixels, ground, width, Math.ceil(aroundLong * width));
  const growsFromLand = ({ pixels, left, right, top, bottom }: Component) =>
    Math.hypot(right - left, bottom - top) >= leastTwig * width &&
    pixels.some((pixel) => sky[first + pixel] < 100);
  const isShore = ({ pixels }: Component) => {
    const land = pixels.reduce((count, pixel) => count + (sky[first + pixel] < 200 ? 1 : 0), 0);
    return land >= shoreShare * pixels.length;
  };
  const isDrawn = ({ pixels }: Component) => {
    if (pixels.length < leastDrawn * width * width) return false;
    const count = pixels.reduce((sum, pixel) => sum + (contrast[pixel] >= drawn ? 1 : 0), 0);
    const touchesLand = () => pixels.some((pixel) => sky[first + pixel] < 200);
    return count >= drawnShare * pixels.length || (count > 0 && touchesLand());
  };
  const isClear = clearShare(around, sky.subarray(first, rows.to * width)) >= mostlyClear;
  const isAlone = (component: Component) =>
    isClear &&
    around[component.pixels[0]] < clearSky &&
    component.pixels.reduce((most, pixel) => Math.max(most, contrast[pixel]), 0) >=
      reliefAround(component, ground, width, Math.ceil(aroundSingle * width));
  visitComponents(
    width,
    rows.to - rows.from,
    (pixel) => inRows[pixel] > 0,
    (component) => {
      if (isDrawn(component)) return;
      const stands = isLong(component) || growsFromLand(component) || isAlone(component);
      if (stands && (!isCloudlike(component) || isShore(component))) return;
      for (const pixel of component.pixels) inRows[pixel] = 0;
    },
  );
  return standing;
}

/** Share of the sky that is clear, 0 … 1. */
function clearShare(around: Float32Array, sky: Uint8Array): number {
  let [all, clear] = [0, 0];
  for (let i = 0; i < sky.length; i++) {
    if (sky[i] < 255) continue;
    all++;
    if (around[i] < clearSky) clear++;
  }
  return all > 0 ? clear / all : 0;
}

/**
 * Contrast of each pixel of some rows with what lies on both sides of it, and its lightness without the thing that
 * contrasts (`ground`), both in levels.
 */
function findContrast({ rgba, width }: Photo, { from, to }: Rows, radius: number) {
  const lightness = new Uint8Array((to - from) * width);
  for (let i = 0, at = 4 * from * width; i < lightness.length; i++, at += 4)
    lightness[i] = (rgba[at] + 2 * rgba[at + 1] + rgba[at + 2]) >> 2;
  const closed = leastAround(mostAround(lightness, width, to - from, radius), width, to - from, radius);
  const opened = mostAround(leastAround(lightness, width, to - from, radius), width, to - from, radius);
  const contrast = new Uint8Array(lightness.length);
  const ground = new Uint8Array(lightness.length);
  for (let i = 0; i < lightness.length; i++) {
    const [dark, bright] = [closed[i] - lightness[i], lightness[i] - opened[i]];
    contrast[i] = Math.max(dark, bright);
    ground[i] = dark > bright ? closed[i] : opened[i];
  }
  return { contrast, ground };
}
