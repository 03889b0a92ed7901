import type { Photo } from '../../photo/photo.ts';
import { whollyInside } from '../grids/erode.ts';
import { leastAround, mostAround } from '../grids/extremes.ts';
import { fillColours } from '../grids/fill.ts';
import { continueTexture } from './texture.ts';

/** Static things extend this much beyond their mask, as a share of the width: one pixel in 1280. */
const outline = 1 / 1280;
/** Pixels within this distance of something else may contain some of its colour, as a share of the width. */
const rim = 3 / 1280;
/** Width of the darker or brighter line that a lens or scaling leaves along the border of many photos, as a share. */
const border = 2 / 1280;
/**
 * A matte is half transparent because the scene network has doubts, not because of a thin thing or a soft edge, where
 * all of it within `distance` is at least `matte`. The same applies where it is speckled: once specks up to `speck` are
 * filled, it is between `matte` and `certain`. Both lengths are shares of the width.
 */
const doubted = { matte: 32, certain: 200, distance: 5 / 1280, speck: 1.5 / 1280 };

/**
 * Slightly grows what is static (mask 0 static … 255 moves), so that its edge is not carried along by what moves next
 * to it.
 */
export function widenStatic(mask: Uint8Array, width: number, height: number): Uint8Array {
  return leastAround(mask, width, height, Math.max(1, Math.round(width * outline)));
}

/** A layer's pictures. */
export interface Cutout {
  mask: Uint8Array;
  background: Photo;
}

export interface CutOutOptions {
  /**
   * Whether the background is also the photo wherever everything around belongs to the matte at least in part. Water
   * that the scene network doubts then moves a little. Filled in from elsewhere, it would show the motion of things that
   * are not there.
   */
  keepsDoubted?: boolean;
  /** Points (1) of a grid of side² points where the photo is kept, because things there move with their outline. */
  unpainted?: { kept: Uint8Array; side: number };
}

/**
 * A layer continued behind other things: the photo well inside the matte, elsewhere filled in from there. A rim inside
 * the matte's edge is filled in, too, and its mask lowered by one level, which leaves the photo's own pixels in place:
 * the glow of a lamp or the soft edge of a ridge is not carried along.
 */
export function cutOut(
  photo: Photo,
  matte: Uint8Array,
  { keepsDoubted = false, unpainted }: CutOutOptions = {},
): Cutout {
  const { width, height } = photo;
  const isKnown = whollyInside(matte, width, height, Math.max(2, Math.round(width * rim)));
  forgetBorder(isKnown, photo);
  if (unpainted) keepPhoto(isKnown, unpainted, photo);
  if (keepsDoubted) keepDoubted(isKnown, matte, photo);
  const mask = matte.slice();
  for (let i = 0; i < mask.length; i++) if (mask[i] === 255 && isKnown[i] === 0) mask[i] = 254;
  return { mask, background: paint(photo, isKnown) };
}

/** Leaves the line along the border of a photo out of the background: it would drift into the picture. */
function forgetBorder(isKnown: Uint8Array, { width, height }: Photo): void {
  const edge = Math.max(1, Math.round(width * border));
  isKnown.fill(0, 0, edge * width);
  isKnown.fill(0, (height - edge) * width);
  for (let row = 0; row < isKnown.length; row += width) {
    isKnown.fill(0, row, row + edge);
    isKnown.fill(0, row + width - edge, row + width);
  }
}

function keepDoubted(isKnown: Uint8Array, matte: Uint8Array, { width, height }: Photo): void {
  const pixels = (share: number) => Math.max(1, Math.round(width * share));
  const least = leastAround(matte, width, height, pixels(doubted.distance));
  const speck = pixels(doubted.speck);
  const specksFilled = leastAround(mostAround(matte, width, height, speck), width, height, 2 * speck);
  for (let i = 0; i < least.length; i++) {
    const filled = specksFilled[i];
    if (least[i] >= doubted.matte || (filled >= doubted.matte && filled <= doubted.certain)) isKnown[i] = 1;
  }
}

function keepPhoto(
  isKnown: Uint8Array,
  { kept, side }: { kept: Uint8Array; side: number },
  { width, height }: Photo,
): void {
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++)
      if (kept[row + Math.floor((x * side) / width)]) isKnown[y * width + x] = 1;
  }
}

/** A layer continued behind other things: the photo where the mask is 255, elsewhere filled in from there. */
export function paintBackground(photo: Photo, mask: Uint8Array): Photo {
  return paint(photo, whollyInside(mask, photo.width, photo.height, 0));
}

function paint({ rgba, width, height }: Photo, isKnown: Uint8Array): Photo {
  const filled = new Uint8ClampedArray(rgba);
  fillColours(filled, isKnown, width, height);
  continueTexture(filled, { rgba, width, height }, isKnown);
  return { width, height, rgba: new Uint8Array(filled.buffer) };
}
