import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Happening,
  hasEnded,
  type JobState,
  newJob,
  next,
} from '../../src/animations/life/job-state.ts';

const attempt = fc.integer({ min: 1, max: 5 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Happening>({ type: 'claimed' }) },
  fc.constant<Happening>({ type: 'cancel-requested' }),
  fc.constant<Happening>({ type: 'owner-died' }),
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('finished', 'failed', 'faulted', 'handed-back', 'stopped'),
      attempt,
    }),
  },
);
const limits = fc.record({ maxFaults: fc.integer({ min: 1, max: 4 }) });
const lives = fc.record({ happenings: fc.array(happening, { maxLength: 40 }), limits });
type Life = typeof lives extends fc.Arbitrary<infer Value> ? Value : never;

interface Step {
  before: JobState;
  happening: Happening;
  after: JobState | null;
}

/** What comes of a life, step by step; what may not happen changes nothing. */
function live({ happenings, limits: { maxFaults } }: Life): Step[] {
  let state = newJob;
  return happenings.map((one) => {
    const before = state;
    const after = next(before, one, { maxFaults });
    state = after ?? before;
    return { before, happening: one, after };
  });
}

function always(holds: (step: Step, life: Life) => void): void {
  fc.assert(
    fc.property(lives, (life) => {
      for (const step of live(life)) holds(step, life);
    }),
    { numRuns: 2_000 },
  );
}

describe('the life of a job', () => {
  it('ends once: nothing happens to what has ended', () => {
    always(({ before, after }) => {
      if (hasEnded(before)) expect(after).toBeNull();
    });
  });

  it('runs only what waited, and ends as SUCCEEDED or FAILED only what ran', () => {
    always(({ before, after }) => {
      if (after?.status === 'RUNNING') expect(before.status).toBeOneOf(['QUEUED', 'RUNNING']);
      if (after?.status === 'SUCCEEDED' || after?.status === 'FAILED') expect(before.status).toBe('RUNNING');
    });
  });

  it('meets no more faults than it may, and FAILS at the last unless it is to be canceled', () => {
    always(({ after }, { limits: { maxFaults } }) => {
      if (!after) return;
      expect(after.faults).toBeLessThanOrEqual(Math.min(maxFaults, after.attempts));
      if (after.faults === maxFaults) expect(after.status).toBeOneOf(['FAILED', 'CANCELED']);
    });
  });

  it('counts an attempt whenever it is claimed, and never else', () => {
    always(({ before, happening: { type }, after }) => {
      if (after) expect(after.attempts - before.attempts).toBe(type === 'claimed' ? 1 : 0);
    });
  });

  it('counts no fault for a shutdown, a finish or a failure', () => {
    always(({ before, happening: { type }, after }) => {
      const isFault = type === 'faulted' || type === 'owner-died';
      if (after) expect(after.faults - before.faults).toBe(isFault ? 1 : 0);
    });
  });

  it('hears nothing of a run that is not the latest', () => {
    always(({ before, happening: one, after }) => {
      if ('attempt' in one && one.attempt !== before.attempts) expect(after).toBeNull();
    });
  });

  it('keeps a cancellation that was granted: CANCELED is the only end then, and only then an end', () => {
    always(({ before, after }) => {
      if (!after) return;
      if (before.isCancelRequested) expect(after.isCancelRequested).toBe(true);
      if (after.isCancelRequested) expect(after.status).toBeOneOf(['RUNNING', 'CANCELED']);
      if (after.status === 'CANCELED') expect(after.isCancelRequested).toBe(true);
    });
  });

  it('can always be ended: whatever it went through, a cancellation and a stop end it', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { after, before } = live(life).at(-1) ?? { after: newJob, before: newJob };
        const state = after ?? before;
        if (hasEnded(state)) return;
        const asked = next(state, { type: 'cancel-requested' }, life.limits) as JobState;
        const ended = hasEnded(asked)
          ? asked
          : next(asked, { type: 'stopped', attempt: asked.attempts }, life.limits);
        expect(ended).toMatchObject({ status: 'CANCELED' });
      }),
    );
  });
});
