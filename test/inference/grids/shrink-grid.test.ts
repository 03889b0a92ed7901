import { describe, expect, it } from 'vitest';
import { shrinkGrid } from '../../../src/inference/grids/shrink.ts';

describe('a reduced grid', () => {
  it('has the means of its cells, channel by channel', () => {
    const fine = Float32Array.from({ length: 4 * 4 * 2 }, (_, i) => (i % 2 === 0 ? i / 2 : -i));
    const coarse = shrinkGrid(fine, 2, 2);
    // Points 0, 1, 4 and 5 of the first cell.
    expect([...coarse.subarray(0, 2)]).toEqual([2.5, -6]);
    expect(coarse).toHaveLength(2 * 2 * 2);
  });

  it('is the grid itself at the same size', () => {
    const grid = new Float32Array(8);
    expect(shrinkGrid(grid, 2, 2)).toBe(grid);
  });
});
