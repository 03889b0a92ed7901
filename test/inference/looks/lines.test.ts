import { expect, test } from 'vitest';
import { type Bounds, emptySums, fitLines } from '../../../src/inference/appearance/looks/lines.ts';

const side = 8;
/** Blue sky: dark in its red channel, and darker at night, with steep texture. */
const sky = (i: number) => ({ x: -0.3 + 0.1 * (i % 2), y: -1 + 0.3 * (i % 2) });
/** The range of that channel in a sky with white clouds, and of the same sky at night. */
const night: Bounds = { x: [-0.3, 2.7], y: [-1, -0.4] };

function lineThrough(bounds?: Bounds) {
  const sums = emptySums(side);
  for (let i = 0; i < side * side; i++) {
    const { x, y } = sky(i);
    sums.weight[i] = 1;
    sums.x[i] = x;
    sums.y[i] = y;
    sums.xx[i] = x * x;
    sums.xy[i] = x * y;
  }
  const { length } = sums.weight;
  return fitLines(sums, 1, new Float32Array(length).fill(2), new Float32Array(length), bounds);
}

test('a line through blue sky alone makes a white cloud glow; with bounds the cloud stays dark at night', () => {
  const [free, bound] = [lineThrough(), lineThrough(night)];
  for (let i = 0; i < side * side; i++) {
    expect(free.gain[i] * 2.7 + free.bias[i]).toBeGreaterThan(3);
    expect(bound.gain[i] * 2.7 + bound.bias[i]).toBeLessThan(-0.39);
  }
});

test('bounds leave the colours of the sky itself where they are, in the mean', () => {
  const { gain, bias } = lineThrough(night);
  const middle = side * side - side / 2 - side * 3;
  expect(gain[middle] * -0.25 + bias[middle]).toBeCloseTo(-0.85, 1);
});

test('bounds apply only where they are to', () => {
  const within = Uint8Array.from({ length: side * side }, (_, i) => (i < 8 ? 1 : 0));
  const [free, bound] = [lineThrough(), lineThrough({ ...night, within })];
  for (let i = 8; i < side * side; i++) expect(bound.gain[i]).toBe(free.gain[i]);
  for (let i = 0; i < 8; i++) expect(bound.gain[i]).toBeLessThan(free.gain[i]);
});
