import { expect, test } from 'vitest';
import { sampleGrid } from '../../../src/inference/grids/grid.ts';
import {
  type MotionTrajectories,
  traceRecurrent,
  traceSteady,
} from '../../../src/inference/motion/trajectory.ts';

const side = 64;
const centre = (side - 1) / 2;

function fieldOf(velocityAt: (x: number, y: number) => [number, number]): Float32Array {
  const field = new Float32Array(side * side * 2);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) field.set(velocityAt(x, y), 2 * (y * side + x));
  }
  return field;
}

/** Negative times are backward. */
function displacementAt(
  trajectories: MotionTrajectories,
  time: number,
  x: number,
  y: number,
): [number, number] {
  const { from, to, fromStep, toStep } = trajectories.displacementsAt(time);
  const field = Float32Array.from(from, (value, i) => fromStep * value + toStep * to[i]);
  const point = new Float32Array(2);
  sampleGrid(field, side, 2, x, y, point, 0);
  return [point[0], point[1]];
}

function expectNear(found: [number, number], expected: [number, number], tolerance: number): void {
  expect(Math.hypot(found[0] - expected[0], found[1] - expected[1])).toBeLessThan(tolerance);
}

const turn = 0.01;
const turning = fieldOf((x, y) => [-turn * (y - centre), turn * (x - centre)]);
/** Displacement of a point of the rotating field after some frames. */
function turned(x: number, y: number, frames: number): [number, number] {
  const [dx, dy] = [x - centre, y - centre];
  const [cos, sin] = [Math.cos(turn * frames), Math.sin(turn * frames)];
  return [dx * cos - dy * sin - dx, dx * sin + dy * cos - dy];
}

test('a constant velocity moves everything uniformly, at whole and fractional frames', async () => {
  const velocity = fieldOf(() => [0.3, -0.1]);
  const trajectories = await traceSteady(velocity, { side, durationFrames: 40 });
  for (const time of [-40, -38.5, -7.25, 0, 1, 7.25, 40]) {
    expectNear(displacementAt(trajectories, time, 30, 20), [0.3 * time, -0.1 * time], 5e-4);
  }
});

test('steady trajectories follow a rotating field without drifting off', async () => {
  const trajectories = await traceSteady(turning, { side, durationFrames: 60 });
  for (const [x, y] of [
    [40, 31],
    [20, 45],
  ]) {
    expectNear(displacementAt(trajectories, 60, x, y), turned(x, y, 60), 0.01);
    expectNear(displacementAt(trajectories, -60, x, y), turned(x, y, -60), 0.01);
  }
});

test('recurrent trajectories agree with steady ones if the predictions are constant', async () => {
  const steady = await traceSteady(turning, { side, durationFrames: 60 });
  const recurrent = await traceRecurrent(async () => turning, { side, durationFrames: 60 });
  for (const time of [-60, -33, -10.5, 0, 10.5, 33, 60]) {
    expectNear(displacementAt(recurrent, time, 40, 25), displacementAt(steady, time, 40, 25), 0.12);
  }
});

test('recurrent trajectories compose each velocity with those before, and backward ones in mirrored order', async () => {
  let step = 0;
  // Across first, then down: down depends on x, so that the order of composition matters.
  const velocities = [fieldOf(() => [2, 0]), fieldOf((x) => [0, 0.1 * x])];
  const trajectories = await traceRecurrent(async () => velocities[step++], { side, durationFrames: 2 });
  // C_2(p) = C_1(p + v_1(p)): first the newer velocity at p, then the older.
  expectNear(displacementAt(trajectories, 2, 20, 20), [2, 2], 1e-4);
  // D_0(p) = D_1(p − v_0(p)): back across to x = 18, then up by v_1 there.
  expectNear(displacementAt(trajectories, -2, 20, 20), [-2, -1.8], 1e-4);
  expectNear(displacementAt(trajectories, -1, 20, 20), [0, -2], 1e-4);
  expectNear(displacementAt(trajectories, 0, 20, 20), [0, 0], 1e-4);
});

test('the network gets the photo as moved so far', async () => {
  const seen: [number, number][] = [];
  await traceRecurrent(
    async (displacement) => {
      seen.push([displacement[0], displacement[1]]);
      return fieldOf(() => [0.5, 0.25]);
    },
    { side, durationFrames: 3 },
  );
  expect(seen).toEqual([
    [0, 0],
    [0.5, 0.25],
    [1, 0.5],
  ]);
});

test('nothing moves where the velocity is zero, and nothing leaves a static area', async () => {
  const half = fieldOf((x) => [x < 32 ? 0.5 : 0, 0]);
  const trajectories = await traceSteady(half, { side, durationFrames: 80 });
  expect(displacementAt(trajectories, 80, 50, 10)).toEqual([0, 0]);
  const [dx] = displacementAt(trajectories, 80, 20, 10);
  expect(20 + dx).toBeGreaterThan(30);
  expect(20 + dx).toBeLessThan(32.5);
});

test('the number of stored fields does not grow with the length', async () => {
  const velocity = fieldOf(() => [0.5, 0]);
  let runs = 0;
  await traceRecurrent(
    async () => {
      runs++;
      return velocity;
    },
    { side, durationFrames: 1000 },
  );
  expect(runs).toBeLessThanOrEqual(96);
  const trajectories = await traceSteady(velocity, { side, durationFrames: 1000 });
  expectNear(displacementAt(trajectories, 1000, 3, 3), [500, 0], 0.1);
});
