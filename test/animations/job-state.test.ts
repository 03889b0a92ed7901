import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasEnded,
  type JobState,
  type JobTransition,
  newJob,
  next,
} from '../../src/animations/lifecycle/job-state.ts';

const attempt = fc.integer({ min: 1, max: 5 });
const transition: fc.Arbitrary<JobTransition> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<JobTransition>({ type: 'claimed' }) },
  fc.constant<JobTransition>({ type: 'cancel-requested' }),
  fc.constant<JobTransition>({ type: 'owner-died' }),
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('finished', 'failed', 'faulted', 'handed-back', 'stopped'),
      attempt,
    }),
  },
);
const limits = fc.record({ maxFaults: fc.integer({ min: 1, max: 4 }) });
const sequences = fc.record({ transitions: fc.array(transition, { maxLength: 40 }), limits });
type Sequence = typeof sequences extends fc.Arbitrary<infer Value> ? Value : never;

interface Step {
  before: JobState;
  transition: JobTransition;
  after: JobState | null;
}

/** The states after each transition of a sequence; a rejected transition changes nothing. */
function run({ transitions, limits: { maxFaults } }: Sequence): Step[] {
  let state = newJob;
  return transitions.map((one) => {
    const before = state;
    const after = next(before, one, { maxFaults });
    state = after ?? before;
    return { before, transition: one, after };
  });
}

function always(holds: (step: Step, sequence: Sequence) => void): void {
  fc.assert(
    fc.property(sequences, (sequence) => {
      for (const step of run(sequence)) holds(step, sequence);
    }),
    { numRuns: 2_000 },
  );
}

describe('the lifecycle of a job', () => {
  it('accepts no transition after the end', () => {
    always(({ before, after }) => {
      if (hasEnded(before)) expect(after).toBeNull();
    });
  });

  it('starts only queued jobs, and only running ones succeed or fail', () => {
    always(({ before, after }) => {
      if (after?.status === 'RUNNING') expect(before.status).toBeOneOf(['QUEUED', 'RUNNING']);
      if (after?.status === 'SUCCEEDED' || after?.status === 'FAILED') expect(before.status).toBe('RUNNING');
    });
  });

  it('counts at most maxFaults faults, and fails at the last one unless a cancellation was granted', () => {
    always(({ after }, { limits: { maxFaults } }) => {
      if (!after) return;
      expect(after.faults).toBeLessThanOrEqual(Math.min(maxFaults, after.attempts));
      if (after.faults === maxFaults) expect(after.status).toBeOneOf(['FAILED', 'CANCELED']);
    });
  });

  it('counts an attempt whenever a worker claims the job, and only then', () => {
    always(({ before, transition: { type }, after }) => {
      if (after) expect(after.attempts - before.attempts).toBe(type === 'claimed' ? 1 : 0);
    });
  });

  it('counts no fault for a shutdown, a finish or a failure', () => {
    always(({ before, transition: { type }, after }) => {
      const isFault = type === 'faulted' || type === 'owner-died';
      if (after) expect(after.faults - before.faults).toBe(isFault ? 1 : 0);
    });
  });

  it('rejects reports of any run but the latest', () => {
    always(({ before, transition: one, after }) => {
      if ('attempt' in one && one.attempt !== before.attempts) expect(after).toBeNull();
    });
  });

  it('ends as CANCELED if and only if a cancellation was granted', () => {
    always(({ before, after }) => {
      if (!after) return;
      if (before.isCancelRequested) expect(after.isCancelRequested).toBe(true);
      if (after.isCancelRequested) expect(after.status).toBeOneOf(['RUNNING', 'CANCELED']);
      if (after.status === 'CANCELED') expect(after.isCancelRequested).toBe(true);
    });
  });

  it('can always be ended by a cancellation and a stop', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const { after, before } = run(sequence).at(-1) ?? { after: newJob, before: newJob };
        const state = after ?? before;
        if (hasEnded(state)) return;
        const asked = next(state, { type: 'cancel-requested' }, sequence.limits) as JobState;
        const ended = hasEnded(asked)
          ? asked
          : next(asked, { type: 'stopped', attempt: asked.attempts }, sequence.limits);
        expect(ended).toMatchObject({ status: 'CANCELED' });
      }),
    );
  });
});
