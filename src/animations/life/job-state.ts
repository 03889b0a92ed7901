import type { AnimationStatus } from '../../generated/prisma/client.ts';

/** All that decides what may happen to an animation next. */
export interface JobState {
  status: AnimationStatus;
  /** Runs begun so far. The latest alone may say how it went. */
  attempts: number;
  /** How many of them met a transient fault, such as a crash. */
  faults: number;
  /** Whether it was promised that it will be canceled. */
  isCancelRequested: boolean;
}

/** What can happen to an animation. `attempt` names the run that tells of it. */
export type Happening =
  /** A worker takes it from the queue. */
  | { type: 'claimed' }
  | { type: 'cancel-requested' }
  /** The video and its poster are in place. */
  | { type: 'finished'; attempt: number }
  /** For a reason that would be the same the next time: bad input, or a defect of ours. */
  | { type: 'failed'; attempt: number }
  /** For a reason that may have passed the next time: a crash, no room for files. */
  | { type: 'faulted'; attempt: number }
  /** Its worker shuts down. */
  | { type: 'handed-back'; attempt: number }
  /** Its worker has stopped on a cancellation and removed what there was of a video. */
  | { type: 'stopped'; attempt: number }
  /** Its worker's process was not heard of any more. */
  | { type: 'owner-died' };

export interface JobLimits {
  /** An animation whose runs met this many faults is not tried again. At least 1. */
  maxFaults: number;
}

export const newJob: JobState = { status: 'QUEUED', attempts: 0, faults: 0, isCancelRequested: false };

export function hasEnded({ status }: Pick<JobState, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

/**
 * The one rule for what may follow what. A cancellation that was granted is kept: whatever a run comes to
 * afterwards, the animation is CANCELED; a finished video alone is refused, for its files must go before that is told.
 * @returns the state behind what happens; the same object when it changes nothing; null when it may not happen now
 */
export function next(state: JobState, happening: Happening, { maxFaults }: JobLimits): JobState | null {
  if (hasEnded(state)) return null;
  if ('attempt' in happening && happening.attempt !== state.attempts) return null;
  return state.status === 'QUEUED'
    ? whileQueued(state, happening)
    : whileRunning(state, happening, maxFaults);
}

function whileQueued(state: JobState, { type }: Happening): JobState | null {
  if (type === 'claimed') return { ...state, status: 'RUNNING', attempts: state.attempts + 1 };
  if (type === 'cancel-requested') return { ...state, status: 'CANCELED', isCancelRequested: true };
  return null;
}

function whileRunning(state: JobState, { type }: Happening, maxFaults: number): JobState | null {
  const { isCancelRequested } = state;
  const unlessCanceled = (status: AnimationStatus): JobState => ({
    ...state,
    status: isCancelRequested ? 'CANCELED' : status,
  });
  switch (type) {
    case 'claimed':
      return null;
    case 'cancel-requested':
      return isCancelRequested ? state : { ...state, isCancelRequested: true };
    case 'finished':
      return isCancelRequested ? null : { ...state, status: 'SUCCEEDED' };
    case 'failed':
      return unlessCanceled('FAILED');
    case 'faulted':
    case 'owner-died': {
      const faults = state.faults + 1;
      return { ...unlessCanceled(faults >= maxFaults ? 'FAILED' : 'QUEUED'), faults };
    }
    case 'handed-back':
      return unlessCanceled('QUEUED');
    case 'stopped':
      return isCancelRequested ? { ...state, status: 'CANCELED' } : null;
  }
}
