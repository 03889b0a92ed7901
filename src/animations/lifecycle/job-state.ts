import type { AnimationStatus } from '../../generated/prisma/client.ts';

/** Everything that decides which transitions of an animation are allowed. */
export interface JobState {
  status: AnimationStatus;
  /** Attempts started so far. Only the latest may report a result. */
  attempts: number;
  /** How many of them ended with a transient fault, such as a crash. */
  faults: number;
  /** Whether a cancellation was granted. */
  isCancelRequested: boolean;
}

/** What can happen to an animation. `attempt` is the run that reports it. */
export type JobTransition =
  /** A worker takes it from the queue. */
  | { type: 'claimed' }
  | { type: 'cancel-requested' }
  /** The video and its poster are stored. */
  | { type: 'finished'; attempt: number }
  /** For a permanent reason: bad input, or a bug. */
  | { type: 'failed'; attempt: number }
  /** For a transient reason: a crash, no space for files. */
  | { type: 'faulted'; attempt: number }
  /** Its worker is shutting down. */
  | { type: 'handed-back'; attempt: number }
  /** Its worker has stopped on a cancellation and removed the partial video. */
  | { type: 'stopped'; attempt: number }
  /** Heartbeats of its worker have stopped. */
  | { type: 'owner-died' };

export interface JobLimits {
  /** Number of faults after which an animation is not retried. At least 1. */
  maxFaults: number;
}

export const newJob: JobState = { status: 'QUEUED', attempts: 0, faults: 0, isCancelRequested: false };

export function hasEnded({ status }: Pick<JobState, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

/**
 * The single rule for transitions. A granted cancellation is kept: whatever the result of the run, the animation
 * becomes CANCELED. Only a finished video is rejected, because its files must be removed before the end is reported.
 * @returns the state after the transition; the same object if nothing changes; null if the transition is not allowed
 *   now
 */
export function next(state: JobState, transition: JobTransition, { maxFaults }: JobLimits): JobState | null {
  if (hasEnded(state)) return null;
  if ('attempt' in transition && transition.attempt !== state.attempts) return null;
  return state.status === 'QUEUED'
    ? whileQueued(state, transition)
    : whileRunning(state, transition, maxFaults);
}

function whileQueued(state: JobState, { type }: JobTransition): JobState | null {
  if (type === 'claimed') return { ...state, status: 'RUNNING', attempts: state.attempts + 1 };
  if (type === 'cancel-requested') return { ...state, status: 'CANCELED', isCancelRequested: true };
  return null;
}

function whileRunning(state: JobState, { type }: JobTransition, maxFaults: number): JobState | null {
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
