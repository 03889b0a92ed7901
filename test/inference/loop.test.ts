import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoopSettings, loopModes, loops, planLoop } from '../../src/inference/loop.ts';

const settings = fc.record({
  mode: fc.constantFrom(...loopModes),
  frames: fc.integer({ min: 1, max: 2000 }),
  fps: fc.constantFrom(12, 24, 30, 60),
  speed: fc.double({ min: 0, max: 0.02, noNaN: true }),
  budget: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
  mostSlowdown: fc.constantFrom(1, 1.5, 4),
});
const looping = settings.filter(({ mode }) => loops[mode].isLoop);

const periodsOf = ({ frames }: LoopSettings, periodFrames: number) => Math.round(frames / periodFrames);

test('the change from one copy to the other begins with the first alone and never ends within a period', () => {
  fc.assert(
    fc.property(settings, fc.nat(), (all, number) => {
      const { first, second, progress } = planLoop(all).loop.momentAt(number % all.frames);
      expect(Number.isFinite(first)).toBe(true);
      expect(progress).toBeGreaterThanOrEqual(0);
      expect(progress).toBeLessThan(1);
      expect(second === undefined).toBe(progress === 0);
    }),
  );
});

test('copies are moved only within the loop’s range', () => {
  fc.assert(
    fc.property(settings, fc.nat(), (all, number) => {
      const { loop } = planLoop(all);
      const { first, second = first } = loop.momentAt(number % all.frames);
      const reach = loop.reachFrames * (1 + 1e-12);
      expect(Math.abs(first)).toBeLessThanOrEqual(reach);
      expect(Math.abs(second)).toBeLessThanOrEqual(reach);
    }),
  );
});

test('frame 0 follows the last frame', () => {
  fc.assert(
    fc.property(looping, (all) => {
      const { loop } = planLoop(all);
      expect(loop.momentAt(all.frames)).toEqual(loop.momentAt(0));
    }),
  );
});

test('the remaining copy at the end of a period is the first of the next', () => {
  fc.assert(
    fc.property(looping, (all) => {
      fc.pre(all.speed > 0 && all.frames > 1);
      const { loop } = planLoop(all);
      const periods = periodsOf(all, loop.periodFrames);
      // As seen from both sides of the change, a millionth of a period away.
      const tiny = 1e-6 * loop.periodFrames;
      for (let period = 1; period <= periods; period++) {
        const before = loop.momentAt(period * loop.periodFrames - tiny);
        const after = loop.momentAt((period * loop.periodFrames + tiny) % all.frames);
        expect((before.second ?? Number.NaN) - after.first).toBeCloseTo(-2 * tiny, 3);
      }
    }),
    { numRuns: 50 },
  );
});

test('frame 0 is the photo, once and unmoved, in the modes that start with it', () => {
  fc.assert(
    fc.property(settings, (all) => {
      fc.pre(loops[all.mode].startsWithPhoto);
      expect(planLoop(all).loop.momentAt(0)).toEqual({ first: 0, progress: 0 });
    }),
  );
});

test('a symmetric video shows the whole photo only in its first frame', () => {
  fc.assert(
    fc.property(settings, (all) => {
      fc.pre(all.speed > 0);
      const { loop } = planLoop({ ...all, mode: 'symmetric' });
      const periods = periodsOf(all, loop.periodFrames);
      for (let period = 1; period < periods; period++) {
        const { first } = loop.momentAt(period * loop.periodFrames);
        expect(Math.abs(first)).toBeGreaterThan(0.3 * loop.periodFrames);
      }
    }),
  );
});

test('a static area is one copy, unmoved, in every frame', () => {
  fc.assert(
    fc.property(settings, fc.nat(), (all, number) => {
      const { loop, pace } = planLoop({ ...all, speed: 0 });
      expect(loop.momentAt(number % all.frames)).toEqual({ first: 0, progress: 0 });
      expect(loop.periodFrames).toBe(all.frames);
      expect(pace).toBe(1);
    }),
  );
});

describe('the motion period', () => {
  const base = { mode: 'symmetric' as const, frames: 240, fps: 30, budget: 0.1, mostSlowdown: 1 };

  test('is the whole video if little moves', () => {
    expect(planLoop({ ...base, speed: 1e-6 }).loop.periodFrames).toBe(240);
    expect(planLoop({ ...base, speed: base.budget / 240 }).loop.periodFrames).toBe(240);
  });

  test('is the longest even share of the video within the displacement budget', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-5, max: 0.0015, noNaN: true }),
        fc.integer({ min: 30, max: 1000 }),
        (speed, frames) => {
          const { loop } = planLoop({ ...base, frames, speed });
          const periods = Math.round(frames / loop.periodFrames);
          expect(frames / periods).toBeCloseTo(loop.periodFrames, 9);
          expect(speed * loop.periodFrames).toBeLessThanOrEqual(base.budget * (1 + 1e-9));
          if (periods > 1) expect((speed * frames) / (periods - 1)).toBeGreaterThan(base.budget * (1 - 1e-9));
        },
      ),
    );
  });

  test('also splits a prime number of frames', () => {
    const { loop } = planLoop({ ...base, frames: 241, speed: 0.001 });
    expect(loop.periodFrames).toBe(241 / 3);
    expect(loop.momentAt(241)).toEqual(loop.momentAt(0));
  });

  test('is at least a second, however fast things move', () => {
    expect(planLoop({ ...base, speed: 0.02 }).loop.periodFrames).toBe(30);
  });

  test('does not apply without a loop', () => {
    const { loop, pace } = planLoop({ ...base, mode: 'none', speed: 0.02, mostSlowdown: 4 });
    expect(loop.periodFrames).toBe(240);
    expect(loop.momentAt(100)).toEqual({ first: 100, progress: 0 });
    expect(pace).toBe(1);
  });
});

describe('the slow-down', () => {
  const symmetric = fc.record({
    mode: fc.constant('symmetric' as const),
    frames: fc.integer({ min: 60, max: 1000 }),
    fps: fc.constant(30),
    speed: fc.double({ min: 1e-5, max: 0.003, noNaN: true }),
    budget: fc.constantFrom(0.03, 0.12),
    mostSlowdown: fc.constantFrom(1.5, 4),
  });

  test('keeps the displacement of a period within the budget', () => {
    fc.assert(
      fc.property(symmetric, (all) => {
        const { loop, pace } = planLoop(all);
        expect(pace).toBeGreaterThan(0);
        expect(pace).toBeLessThanOrEqual(1);
        expect(pace * all.speed * loop.periodFrames).toBeLessThanOrEqual(all.budget * (1 + 1e-9));
      }),
    );
  });

  test('saves as many periods as possible, and slows down no more than that', () => {
    fc.assert(
      fc.property(symmetric, (all) => {
        const most = Math.floor(all.frames / all.fps);
        const needed = Math.ceil((all.frames * all.speed) / (all.budget * all.mostSlowdown));
        const { loop, pace } = planLoop(all);
        expect(periodsOf(all, loop.periodFrames)).toBe(Math.max(1, Math.min(needed, most)));
        if (needed <= most) expect(pace).toBeGreaterThanOrEqual((1 - 1e-9) / all.mostSlowdown);
      }),
    );
  });

  test('is none if everything moves within the budget', () => {
    const calm = { mode: 'symmetric' as const, frames: 240, fps: 30, budget: 0.12, mostSlowdown: 4 };
    expect(planLoop({ ...calm, speed: 0.12 / 241 })).toMatchObject({ pace: 1, loop: { periodFrames: 240 } });
  });

  test('is none if copies are faded, not switched', () => {
    const crossfade = { mode: 'crossfade' as const, frames: 240, fps: 30, budget: 0.12, mostSlowdown: 4 };
    expect(planLoop({ ...crossfade, speed: 0.002 })).toMatchObject({ pace: 1, loop: { periodFrames: 60 } });
  });
});

test('symmetric: in the middle of the only period the copies are a period apart', () => {
  const still = { mode: 'symmetric' as const, frames: 100, fps: 30, budget: 0.1, mostSlowdown: 1 };
  const { loop } = planLoop({ ...still, speed: 0.001 });
  expect(loop.momentAt(50)).toEqual({ first: 50, second: -50, progress: 0.5 });
  expect(loop.switchesInPlaces).toBe(true);
});

test('crossfade: the second half of twice the period fades out into the first', () => {
  const { loop } = planLoop({
    mode: 'crossfade',
    frames: 100,
    fps: 30,
    speed: 0.001,
    budget: 0.1,
    mostSlowdown: 1,
  });
  expect(loop.reachFrames).toBe(200);
  expect(loop.momentAt(25)).toEqual({ first: 125, second: 25, progress: 0.25 });
  expect(loop.switchesInPlaces).toBe(false);
});
