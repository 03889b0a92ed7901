import { expect, test } from 'vitest';
import { planLoop } from '../../../src/inference/loop.ts';
import { preferAgreement } from '../../../src/inference/motion/agreement.ts';
import { switchDuration } from '../../../src/inference/motion/switching.ts';
import { traceSteady } from '../../../src/inference/motion/trajectory.ts';

const side = 128;
const frames = 60;
/** Displacement of everything over the single period, in grid units. */
const way = 40;
const velocity = Float32Array.from({ length: 2 * side * side }, (_, i) => (i % 2 === 0 ? way / frames : 0));
const { loop } = planLoop({
  mode: 'symmetric',
  frames,
  fps: 30,
  speed: way / side / frames,
  budget: 1,
  mostSlowdown: 1,
});
const trajectories = await traceSteady(velocity, { side, durationFrames: loop.reachFrames });

function picture(greyAt: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: 3 * side * side }, (_, i) =>
    greyAt(Math.floor(i / 3) % side, Math.floor(i / 3 / side)),
  );
}

const middle = new Float32Array(side * side).fill(0.5);

test('points keep their random time where both copies look the same at any time', () => {
  const times = Float32Array.from(middle, (_, i) => (i % side < side / 2 ? 0.3 : 0.7));
  const chosen = preferAgreement(times, side, { loop, trajectories, localMean: picture(() => 120) });
  expect(chosen[64 * side + 8]).toBeLessThan(0.45);
  expect(chosen[64 * side + 120]).toBeGreaterThan(0.55);
});

test('points prefer the moment at which both copies have the same colours', () => {
  // At a time t of the period, 0 … 1, column x of the copies shows columns x + way · t and x + way · (t − 1) of the photo.
  const edge = 64;
  const localMean = picture((x) => (x < edge ? 40 : 200));
  const chosen = preferAgreement(middle, side, { loop, trajectories, localMean });
  // Half the way before the edge both copies are dark until t = 1/2; half the way past it both are bright from then on.
  expect(chosen[64 * side + edge - way / 2]).toBeLessThan(0.4);
  expect(chosen[64 * side + edge + way / 2]).toBeGreaterThan(0.6);
  // Far from it they always agree.
  expect(chosen[64 * side + 4]).toBeCloseTo(0.5, 1);
  expect(chosen[64 * side + 124]).toBeCloseTo(0.5, 1);
});

test('points show only one copy at the ends of a period', () => {
  const noisy = picture((x, y) => 128 + 100 * Math.sin(x * x + 3 * y));
  const chosen = preferAgreement(middle, side, { loop, trajectories, localMean: noisy });
  expect(Math.min(...chosen)).toBeGreaterThanOrEqual(switchDuration / 2 - 1e-6);
  expect(Math.max(...chosen)).toBeLessThanOrEqual(1 - switchDuration / 2 + 1e-6);
});

test('nothing is optimised where copies fade all at once', () => {
  const crossfade = planLoop({
    mode: 'crossfade',
    frames,
    fps: 30,
    speed: 0.001,
    budget: 1,
    mostSlowdown: 1,
  });
  const options = { loop: crossfade.loop, trajectories, localMean: picture((x) => x) };
  expect(preferAgreement(middle, side, options)).toBe(middle);
});
