import type { DataOf } from './document.ts';
import { DriftscapeError, type Fault } from './errors.ts';
import { operations } from './generated/operations.ts';
import { pause } from './pause.ts';
import { type Connection, tokenOf } from './send.ts';

type Result = DataOf<typeof operations.animationEvents>['animationEvents'];

/** What happens to an animation; `__typename` says which kind it is. */
export type AnimationEvent = Extract<Result, { sequence: number }>;
/** The last: it has succeeded, failed or been canceled. */
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
  /** `sequence` of the last event that was seen before: it goes on after that. Default: from the beginning. */
  after?: number;
  /** How often in a row a connection may fail; default 8, in some 50 s. */
  attempts?: number;
  signal?: AbortSignal;
}

/**
 * Every event of an animation, once and in order, over as many connections as it takes, to the {@link AnimationEnded} that is the last.
 * @throws DriftscapeError when the server refuses, or cannot be reached for long; the reason of `signal` when it aborts
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
    // What is open when the caller goes on to other things is closed.
    const lease = new AbortController();
    try {
      const last = token;
      token = await tokenOf(connection);
      if (refusal && token === last) throw refusal;
      const both = signal ? AbortSignal.any([signal, lease.signal]) : lease.signal;
      const request = { query: operations.animationEvents.text, variables: { id, after: seen ?? 0 } };
      for await (const answer of transport({ ...connection, token }, request, both)) {
        const event = eventOf(answer);
        const isEnd = event.__typename === 'AnimationEnded';
        // The end comes whatever was seen before: after it nothing else would.
        if (seen !== undefined && event.sequence <= seen && !isEnd) continue;
        seen = event.sequence;
        failures = 0;
        refusal = undefined;
        yield event;
        if (isEnd) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      // Nothing is lost with a connection: the next goes on after the last event.
      if (error instanceof DriftscapeError && !error.isRetryable) {
        // A token may have expired meanwhile: once, a function is asked for another.
        const isWorthAnother = error.code === 'UNAUTHENTICATED' && typeof connection.token === 'function';
        if (refusal || !isWorthAnother) throw error;
        refusal = error;
      }
      cause = error;
    } finally {
      lease.abort();
    }
  }
  if (cause instanceof DriftscapeError) throw cause;
  throw new DriftscapeError(`${connection.url} cannot be reached`, { code: 'UNREACHABLE', cause });
}

/** @throws DriftscapeError where the server refuses */
function eventOf({ data, errors = [] }: Subscribed): AnimationEvent {
  const event = (data as DataOf<typeof operations.animationEvents> | null | undefined)?.animationEvents;
  if (event && 'sequence' in event) return event as AnimationEvent;
  const fault = event as Fault | undefined;
  const code = fault?.code ?? errors[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  const message = fault?.message ?? (errors.map((error) => error.message).join('; ') || 'No event came');
  throw new DriftscapeError(message, { code: String(code), fault });
}
