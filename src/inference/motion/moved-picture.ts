import { sampleGrid } from '../grids/grid.ts';

export interface MovingPicture {
  /** Input of the network, planar. */
  photo: Float32Array;
  /** The moving layer, RGB interleaved. */
  background: Float32Array;
  /** 0 static … 1 moves, per grid point. */
  share: Float32Array;
}

/** Î_t of algorithm §3: the photo with its background moved by displacements in grid units, planar for the network. */
export function movedPicture(
  { photo, background, share }: MovingPicture,
  displacement: Float32Array,
  side: number,
): Float32Array {
  const points = side * side;
  const moved = new Float32Array(3 * points);
  const sample = new Float32Array(3);
  for (let point = 0; point < points; point++) {
    const x = (point % side) + displacement[2 * point];
    const y = Math.floor(point / side) + displacement[2 * point + 1];
    sampleGrid(background, side, 3, x, y, sample, 0);
    for (let channel = 0; channel < 3; channel++) {
      const change = sample[channel] - background[3 * point + channel];
      moved[channel * points + point] = photo[channel * points + point] + share[point] * change;
    }
  }
  return moved;
}
