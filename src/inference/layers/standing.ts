import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { type Component, visitComponents } from '../grids/components.ts';
import { leastAround, mostAround } from '../grids/extremes.ts';
import { type Rows, rowsWith } from '../grids/rows.ts';
import { reliefAround, reliefNear } from './relief.ts';

/** Half the width of the widest thing that counts as thin, as a share of the picture's width. */
const thinRadius = 1 / 900;
/** How far a thin thing stands out from what lies beside it, in levels: not at all, and surely. */
const [least, surely] = [7, 16];
/** The same in units of how far everything around stands out, so that the grain of a cloud is not taken for twigs. */
const aboveAround = 6;
/** What is around reaches this far, as a share of the width. */
const aroundRadius = 1 / 60;
/** Things at least this long stand, as a share of the width; shorter ones do so at the edge of land, or alone in a clear sky. */
const leastLength = 0.04;
/** But a far shore lies along the horizon too: at least this share of it is hardly sky. */
const shoreShare = 0.25;
/** A twig that grows from the land is at least this long, as a share of the width. */
const leastTwig = 0.006;
/** Nothing in a sky stands out this much within a few pixels, in levels: lettering does. */
const drawn = 45;
/** But single dots do at the edges of bright clouds: a stroke covers at least this share of the squared width. */
const leastDrawn = 5e-6;
/** The rims of clouds do here and there; a stroke does so along this share of it, or it touches land. */
const drawnShare = 0.3;
/** Crumbs and rims of clouds lie where bright turns into dark, but what hangs in a sky has even sky around it. How far around long and single things that counts, as shares of the width. */
const [aroundLong, aroundSingle] = [1 / 320, 1 / 160];
/** A single thing stands out by as much as the sky around it varies at least, a long one in the mean by this share of it. */
const longAboveSky = 0.7;
/** A sky is clear where things around stand out by no more than this, in levels. */
const clearSky = 1.2;
/** Single things hang in a sky that is clear over at least this share of it: at the edges of clouds there are specks. */
const mostlyClear = 0.8;
/** Where they stand out by more, long things are the edges of clouds in streaks. */
const streaks = 4;
/** Things flatter than this, height ÷ length, lie along the horizon as clouds do, and stand only from the length on that clouds do not have, as a share of the width. */
const [flat, leastFlatLength] = [0.15, 0.2];

/**
 * Thin and small things before a sky that stay where they are: cables, twigs, masts, lettering, birds, stars, a moon. They are
 * narrower than anything the scene network sees, but a sky is smooth: what stands out sharply from it on both sides (the difference to
 * its morphological opening and closing) is none of it, if it is long, grows from the land, hangs in a clear sky, or stands out as
 * only something drawn does. What is none of
 * these is a cloud's edge.
 *
 * @param sky how much of each pixel is sky, 0 … 255
 * @returns how surely each pixel stands, 0 … 255
 */
export function findStanding(photo: Photo, sky: Uint8Array): Uint8Array {
  const { width, height } = photo;
  const standing = new Uint8Array(width * height);
  const radius = Math.max(1, Math.round(width * thinRadius));
  const aroundPixels = Math.max(1, Math.round(width * aroundRadius));
  // Of a picture that is land below a horizon only what bears on the sky is looked at.
  const rows = rowsWith(sky, width, height, aroundPixels + 2 * radius);
  if (!rows) return standing;
  const first = rows.from * width;
  const inRows = standing.subarray(first, rows.to * width);
  const { contrast, ground } = findContrast(photo, rows, radius);
  // Held to what is sure, or a dark cable would make its own surroundings look rough.
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

/** How much of the sky is clear. */
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
 * How far each pixel of some rows stands out from what lies on both sides of it, in levels, and how light it would be without what
 * stands out.
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
