import { expect, test } from 'vitest';
import { directVelocity } from '../../../src/inference/motion/directed/direct.ts';

const side = 16;
const own = Float32Array.from({ length: 2 * side * side }, (_, i) => Math.sin(i) / 3);
/** Whole in the middle, half beside it, nothing elsewhere. */
const share = Float32Array.from({ length: side * side }, (_, point) =>
  Math.max(0, Math.min(1, (5 - Math.hypot((point % side) - 8, Math.floor(point / side) - 8)) / 2)),
);
const wanted = new Float32Array(own.length).fill(0.7);

test('a region has its velocity, and nothing changes outside', () => {
  const velocity = directVelocity('water', own, [{ share, velocity: wanted }]);
  for (let i = 0; i < own.length; i++) {
    if (share[i >> 1] === 0) expect(velocity[i]).toBe(own[i]);
    else if (share[i >> 1] === 1) expect(velocity[i]).toBe(wanted[i]);
    else expect(velocity[i]).toBeCloseTo(own[i] + share[i >> 1] * (wanted[i] - own[i]), 6);
  }
});

test('a drawn area moves like its region up to its edge and beyond', () => {
  const velocity = directVelocity('drawn', own, [{ share, velocity: wanted }]);
  for (const value of velocity) expect(value).toBeCloseTo(0.7, 5);
});
