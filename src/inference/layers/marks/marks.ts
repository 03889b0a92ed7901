import type { Photo } from '../../../photo/photo.ts';
import { visitComponents } from '../../grids/components.ts';
import { mostAround } from '../../grids/extremes.ts';
import { resizeNearest } from '../../grids/resize-nearest.ts';
import { detailOf } from './detail.ts';
import { findLattice, type Lattice, type Shift } from './lattice.ts';

/** Longest side of the picture in which the lattice is searched; a power of two. */
const mostSide = 512;
/** In narrower pictures no repetition can be detected. */
const leastSide = 128;
/** Maximum width of the picture in which marks are drawn. */
const drawnWidth = 1280;
/** Standard deviation of the detail in both, in points. */
const [latticeFine, drawnFine] = [4, 6];
/** Number of repetitions per displacement that are averaged: enough for the picture to cancel out. */
const reach = 6;
/** Longer displacements, as a share of a side, leave too little of the picture to compare. */
const farthest = 0.8;
/** Minimum detail, in its own standard deviations, at which a repetition shows a mark. */
const shown = 0.6;
/**
 * Share of the repetitions that show it: below the first it is not a mark, above the second it certainly is. Chance
 * gives fewer.
 */
const [least, surely] = [0.6, 0.75];
/** Minimum size of a connected component of a letter, as a share of the squared width. */
const leastLetter = 2.5e-5;

/**
 * Finds watermarks over a whole photo, which must stay in place: lettering repeated on a lattice, so that the picture
 * is similar to itself when displaced along it. The mean of all repetitions is then the mark alone.
 *
 * @returns certainty that each pixel is part of a mark, 0 … 255; undefined if there are none
 */
export function findMarks(photo: Photo): Uint8Array | undefined {
  if (Math.min(photo.width, photo.height) < leastSide) return undefined;
  const side = Math.min(mostSide, 2 ** Math.floor(Math.log2(Math.min(photo.width, photo.height))));
  const lattice = findLattice(detailOf(photo, side, side, latticeFine), side);
  if (!lattice) return undefined;
  const width = Math.min(drawnWidth, photo.width);
  const height = Math.max(1, Math.round((photo.height * width) / photo.width));
  const detail = detailOf(photo, width, height, drawnFine);
  const scale = ({ x, y }: Shift): Shift => ({ x: (x * width) / side, y: (y * height) / side });
  const share = shareOfRepeats(detail, width, height, [scale(lattice[0]), scale(lattice[1])]);
  const bytes = Uint8Array.from(share, (value) =>
    Math.max(0, Math.min(255, Math.round((255 * (value - least)) / (surely - least)))),
  );
  dropSpecks(bytes, width, height);
  return resizeNearest(mostAround(bytes, width, height, 1), { width, height }, photo);
}

function dropSpecks(bytes: Uint8Array, width: number, height: number): void {
  const least = leastLetter * width * width;
  visitComponents(
    width,
    height,
    (point) => bytes[point] > 0,
    ({ pixels }) => {
      if (pixels.length < least) for (const point of pixels) bytes[point] = 0;
    },
  );
}

/**
 * Share of a lattice's repetitions that show lettering at each point, 0 … 1: light or dark lettering, whichever is
 * stronger. The weaker one is the outline around the other, where contrast makes the surroundings look opposite.
 */
function shareOfRepeats(detail: Float32Array, width: number, height: number, [a, b]: Lattice): Float32Array {
  const light = new Uint16Array(detail.length);
  const dark = new Uint16Array(detail.length);
  const counts = new Uint16Array(detail.length);
  const sums = new Float32Array(detail.length);
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      const shift = { x: Math.round(i * a.x + j * b.x), y: Math.round(i * a.y + j * b.y) };
      if (Math.abs(shift.x) > farthest * width || Math.abs(shift.y) > farthest * height) continue;
      visitShifted(width, height, shift, (point, there) => {
        counts[point]++;
        sums[point] += detail[there];
        if (detail[there] > shown) light[point]++;
        else if (detail[there] < -shown) dark[point]++;
      });
    }
  }
  const skew = sums.reduce((sum, value, i) => sum + (value / counts[i]) ** 3, 0);
  return Float32Array.from(skew >= 0 ? light : dark, (count, i) => count / counts[i]);
}

/** Visits each point together with its displaced one, if both are in the picture. */
function visitShifted(
  width: number,
  height: number,
  { x: shiftX, y: shiftY }: Shift,
  visit: (point: number, there: number) => void,
): void {
  const [fromX, toX] = [Math.max(0, -shiftX), Math.min(width, width - shiftX)];
  const [fromY, toY] = [Math.max(0, -shiftY), Math.min(height, height - shiftY)];
  for (let y = fromY; y < toY; y++) {
    for (let x = fromX, i = y * width + fromX; x < toX; x++, i++) visit(i, i + shiftY * width + shiftX);
  }
}
