import { tokenOf } from './credentials.ts';
import type { DataOf } from './document.ts';
import { DriftscapeError, type Fault } from './errors.ts';
import { operations } from './generated/operations.ts';
import { pause } from './pause.ts';
import type { Connection } from './send.ts';

type Result = DataOf<typeof operations.animationEvents>['animationEvents'];

/** An event of an animation; `__typename` is its kind. */
export type AnimationEvent = Extract<Result, { sequence: number }>;
/** The last event: the animation has succeeded, failed or been canceled. */
export type AnimationEnded = Extract<AnimationEvent, { __typename: 'AnimationEnded' }>;

export interface Subscribed {
  data?: unknown;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[];
}

/** One subscription over one connection. It ends, or throws, when the connection is lost. */
export type Transport = (
  connection: Connection,
  request: { query: string; variables: Record<string, unknown> },
  signal: AbortSignal,
) => AsyncIterable<Subscribed>;

export interface FollowOptions {
  /** `sequence` of the last received event, after which to continue. Default: from the beginning. */
  after?: number;
  /** Number of consecutive failed connections before giving up; default 8, in about 50 s. */
  attempts?: number;
  signal?: AbortSignal;
}

/** A connection that lasted so long did not fail, even if it only brought the present state. */
const lastingMs = 10_000;

/**
 * Every event of an animation, exactly once and in order, over as many connections as necessary, up to the final
 * {@link AnimationEnded}.
 * @throws DriftscapeError if the server rejects the request, or is unreachable for too long; the reason of `signal`
 *   when it aborts
 */
export async function* follow(
  connection: Connection,
  transport: Transport,
  id: string,
  { after, attempts = 8, signal }: FollowOptions = {},
): AsyncGenerator<AnimationEvent, void> {
  let seen = after;
  let cause: unknown;
  let token: string | undefined;
  let refusal: DriftscapeError | undefined;
  for (let failures = 0; failures < attempts; failures++) {
    signal?.throwIfAborted();
    if (failures > 0) {
      const { retryAfterSeconds } = (cause ?? {}) as Partial<DriftscapeError>;
      await pause(retryAfterSeconds ?? Math.min(0.25 * 2 ** failures, 10), signal);
    }
    // Closes the open connection when the caller stops iterating.
    const lease = new AbortController();
    const start = Date.now();
    let isAnswered = false;
    try {
      const last = token;
      token = await tokenOf(connection);
      if (refusal && token === last) throw refusal;
      const both = signal ? AbortSignal.any([signal, lease.signal]) : lease.signal;
      const request = { query: operations.animationEvents.text, variables: { id, after: seen ?? 0 } };
      for await (const answer of transport({ ...connection, token }, request, both)) {
        const event = eventOf(answer);
        isAnswered = true;
        const isEnd = event.__typename === 'AnimationEnded';
        // Nothing follows the end, so it is yielded even if it was seen before.
        if (seen !== undefined && event.sequence <= seen && !isEnd) continue;
        seen = event.sequence;
        failures = 0;
        cause = undefined;
        refusal = undefined;
        yield event;
        if (isEnd) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DriftscapeError && !error.isRetryable) {
        // The token may have expired: try once with a new one.
        const isWorthAnother = error.code === 'UNAUTHENTICATED' && typeof connection.token === 'function';
        if (refusal || !isWorthAnother) throw error;
        refusal = error;
      }
      // Nothing is lost with a connection: the next one continues after the last event.
      cause = error;
    } finally {
      lease.abort();
      if (isAnswered && Date.now() - start >= lastingMs) failures = 0;
    }
  }
  if (cause instanceof DriftscapeError) throw cause;
  throw new DriftscapeError(`${connection.url} cannot be reached`, { code: 'UNREACHABLE', cause });
}

/** @throws DriftscapeError if the server rejects the request */
function eventOf({ data, errors = [] }: Subscribed): AnimationEvent {
  const event = (data as DataOf<typeof operations.animationEvents> | null | undefined)?.animationEvents;
  if (event && 'sequence' in event) return event as AnimationEvent;
  const fault = event as Fault | undefined;
  const code = fault?.code ?? errors[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  const message = fault?.message ?? (errors.map((error) => error.message).join('; ') || 'No event came');
  throw new DriftscapeError(message, { code: String(code), fault });
}
