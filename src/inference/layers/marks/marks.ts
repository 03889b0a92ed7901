import type { Photo } from '../../../photo/photo.ts';
import { visitComponents } from '../../grids/components.ts';
import { mostAround } from '../../grids/extremes.ts';
import { resizeNearest } from '../../grids/resize-nearest.ts';
import { detailOf } from './detail.ts';
import { findLattice, type Lattice, type Shift } from './lattice.ts';

/** Longest side of the picture in which the lattice is looked for; a power of two. */
const mostSide = 512;
/** In a strip as narrow as this nothing can be told to repeat. */
const leastSide = 128;
/** Width at most of the picture in which marks are drawn. */
const drawnWidth = 1280;
/** Standard deviation of the detail in both, in points. */
const [latticeFine, drawnFine] = [4, 6];
/** Repeats, per shift, that are looked at: enough for the picture to average out. */
const reach = 6;
/** Shifts longer than this share of a side leave too little of the picture to compare. */
const farthest = 0.8;
/** Detail from which a repeat shows a mark, in its own standard deviations. */
const shown = 0.6;
/** Share of the repeats that show it: none of it a mark, and surely one. What the photo has there by chance is in fewer. */
const [least, surely] = [0.6, 0.75];
/** What hangs together over less than this share of the squared width is no letter. */
const leastLetter = 2.5e-5;

/**
 * Marks laid over all of a photo that stay where they are: lettering, repeated on a lattice, which shows in how much the picture resembles
 * itself shifted along it. The mean of all repeats is then the mark alone.
 *
 * @returns how surely each pixel is part of a mark, 0 … 255; undefined where there are none
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
 * How many of the repeats of a lattice show lettering at each point, 0 … 1: light or dark lettering, whichever stands out further. The other is the
 * seam around it, where it makes its surroundings look like the opposite.
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

/** Visits each point together with the one that lies a shift from it, where both are in the picture. */
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
