import type { Point } from '../../controls/schema.ts';
import { smoothstep } from '../../grids/smoothstep.ts';
import type { GridFrame } from './frame.ts';

/**
 * Everything within the first distance of an anchor is static, and moves freely beyond the second, as shares of the
 * width.
 */
const [held, free] = [0.006, 0.06];

/** How freely each point of the grid moves near anchors, 0 … 1. */
export function freedomFrom(anchors: readonly Point[], { side, output }: GridFrame): Float32Array {
  const aspect = output.height / output.width;
  return Float32Array.from({ length: side * side }, (_, point) => {
    const x = (point % side) / (side - 1);
    const y = Math.floor(point / side) / (side - 1);
    let least = free;
    for (const anchor of anchors) least = Math.min(least, Math.hypot(x - anchor.x, (y - anchor.y) * aspect));
    return smoothstep(held, free, least);
  });
}
