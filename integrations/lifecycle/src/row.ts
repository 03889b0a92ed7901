/** Status of a photo's animation. */
export type Status = 'waiting' | 'requested' | 'succeeded' | 'failed' | 'canceled';

/** What a CMS stores about a photo's animation, one row per photo to animate. */
export interface Row {
  readonly id: number;
  /** The idempotency key, unique per picture, so that a replaced picture has another. Null before the first step. */
  key: string | null;
  status: Status;
  /** Number of retries requested by editors. */
  attempt: number;
  /** Number of consecutive steps in which Driftscape could not be reached. */
  tries: number;
  /** Why not, in words; null if it was reached. */
  problem: string | null;
  /** Why there will be no video, in words. */
  failure: string | null;
  /** Driftscape's id of the animation. */
  animationId: string | null;
  /**
   * When the next step is due, in milliseconds since 1970, or `never`. During a step: until when this process holds the
   * row.
   */
  dueAt: number;
}

/** Value of `dueAt` for no further step. A number, so that it is stored and compared like all others. */
export const never = Number.MAX_SAFE_INTEGER;

/** A row before its first step. */
export const fresh = {
  key: null,
  status: 'waiting',
  attempt: 0,
  tries: 0,
  problem: null,
  failure: null,
  animationId: null,
} as const satisfies Omit<Row, 'id' | 'dueAt'>;

export function hasEnded({ status }: Row): boolean {
  return status !== 'waiting' && status !== 'requested';
}

/** Describes a row to an editor. */
export function wordsFor({ status, problem, failure }: Row): string {
  if (status === 'succeeded') return 'The video is ready.';
  if (status === 'failed' || status === 'canceled') return `There is no video: ${failure}`;
  const doing =
    status === 'waiting' ? 'Waiting to be sent to Driftscape.' : 'Driftscape is making the video.';
  return problem ? `${doing} The last attempt failed and will be repeated: ${problem}` : doing;
}
