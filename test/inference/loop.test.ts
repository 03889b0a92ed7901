import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displacementBudget, planLoop } from '../../src/inference/motion/loop.ts';
import { loopModes } from '../../src/inference/settings.ts';

const settings = fc.record({
  mode: fc.constantFrom(...loopModes),
  frames: fc.integer({ min: 1, max: 2000 }),
  fps: fc.constantFrom(12, 24, 30, 60),
  speed: fc.double({ min: 0, max: 0.02, noNaN: true }),
});
const looping = settings.map((all) => ({
  ...all,
  mode: all.mode === 'none' ? ('symmetric' as const) : all.mode,
}));

test('weights are positive and sum to 1 in every frame', () => {
  fc.assert(
    fc.property(settings, fc.nat(), (all, number) => {
      const copies = planLoop(all).copiesAt(number % all.frames);
      expect(copies.every(({ weight }) => weight > 0)).toBe(true);
      expect(copies.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    }),
  );
});

test('trajectories are asked for within their reach only', () => {
  fc.assert(
    fc.property(settings, fc.nat(), (all, number) => {
      const plan = planLoop(all);
      for (const { timeFrames } of plan.copiesAt(number % all.frames)) {
        expect(timeFrames).toBeGreaterThanOrEqual(0);
        expect(timeFrames).toBeLessThanOrEqual(plan.durationFrames);
      }
    }),
  );
});

test('the frame after the last is frame 0 again', () => {
  fc.assert(
    fc.property(looping, (all) => {
      const plan = planLoop(all);
      expect(plan.copiesAt(all.frames)).toEqual(plan.copiesAt(0));
    }),
  );
});

test('frame 0 is the photo, once and unmoved, in symmetric and none', () => {
  fc.assert(
    fc.property(settings, (all) => {
      fc.pre(all.mode !== 'crossfade');
      expect(planLoop(all).copiesAt(0)).toEqual([{ direction: 'forward', timeFrames: 0, weight: 1 }]);
    }),
  );
});

describe('the motion period', () => {
  const base = { mode: 'symmetric' as const, frames: 240, fps: 30 };

  test('is the whole video when little moves', () => {
    expect(planLoop({ ...base, speed: 0 }).periodFrames).toBe(240);
    expect(planLoop({ ...base, speed: displacementBudget / 240 }).periodFrames).toBe(240);
  });

  test('is the longest even share of the video within the displacement budget', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-5, max: 0.0015, noNaN: true }),
        fc.integer({ min: 30, max: 1000 }),
        (speed, frames) => {
          const { periodFrames } = planLoop({ ...base, frames, speed });
          const periods = Math.round(frames / periodFrames);
          expect(frames / periods).toBeCloseTo(periodFrames, 9);
          expect(speed * periodFrames).toBeLessThanOrEqual(displacementBudget * (1 + 1e-9));
          if (periods > 1)
            expect((speed * frames) / (periods - 1)).toBeGreaterThan(displacementBudget * (1 - 1e-9));
        },
      ),
    );
  });

  test('splits a prime number of frames too', () => {
    const plan = planLoop({ ...base, frames: 241, speed: 0.001 });
    expect(plan.periodFrames).toBe(241 / 3);
    expect(plan.copiesAt(241)).toEqual(plan.copiesAt(0));
  });

  test('is never shorter than a second, however fast things move', () => {
    expect(planLoop({ ...base, speed: 0.02 }).periodFrames).toBe(30);
  });

  test('does not apply where the video plays once', () => {
    expect(planLoop({ ...base, mode: 'none', speed: 0.02 }).periodFrames).toBe(240);
  });
});

test('symmetric: in the middle both copies count the same and are a period apart', () => {
  const plan = planLoop({ mode: 'symmetric', frames: 100, fps: 30, speed: 0.001 });
  expect(plan.copiesAt(50)).toEqual([
    { direction: 'forward', timeFrames: 50, weight: 0.5 },
    { direction: 'backward', timeFrames: 50, weight: 0.5 },
  ]);
});

test('crossfade: the second half of twice the period fades out into the first', () => {
  const plan = planLoop({ mode: 'crossfade', frames: 100, fps: 30, speed: 0.001 });
  expect(plan.durationFrames).toBe(200);
  expect(plan.copiesAt(25)).toEqual([
    { direction: 'forward', timeFrames: 125, weight: 0.75 },
    { direction: 'forward', timeFrames: 25, weight: 0.25 },
  ]);
});
