/** Where the animation of a photo is in its life. */
export type Status = 'waiting' | 'requested' | 'succeeded' | 'failed' | 'canceled';

/** What a CMS stores of a photo's animation, one row for each photo that is to move. */
export interface Row {
  readonly id: number;
  /** The idempotency key: it names one picture, so that another one in its place has another. Null before the first step. */
  key: string | null;
  status: Status;
  /** How often an editor asked anew. */
  attempt: number;
  /** How often in a row Driftscape could not be asked. */
  tries: number;
  /** Why it could not, in words; null when it could. */
  problem: string | null;
  /** Why there will be no video, in words. */
  failure: string | null;
  /** Driftscape's id of the animation. */
  animationId: string | null;
  /** When the next step is due, in milliseconds since 1970, or `never`. While a step is taken: until when it is this process alone that takes it. */
  dueAt: number;
}

/** For `dueAt`: there is no further step. A number, so that it is written and compared as all others are. */
export const never = Number.MAX_SAFE_INTEGER;

/** A row that nothing was done for. */
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

/** A row in words for an editor. */
export function wordsFor({ status, problem, failure }: Row): string {
  if (status === 'succeeded') return 'The video is ready.';
  if (status === 'failed' || status === 'canceled') return `There is no video: ${failure}`;
  const doing =
    status === 'waiting' ? 'Waiting to be sent to Driftscape.' : 'Driftscape is making the video.';
  return problem ? `${doing} The last try failed and will be repeated: ${problem}` : doing;
}
