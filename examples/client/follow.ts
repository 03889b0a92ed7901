import type { ResultOf } from 'gql.tada';
import { type FormattedExecutionResult, print } from 'graphql';
import { createClient as createEventStreamClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { animationEvents } from './operations.ts';
import type { Api } from './requests.ts';

type Data = ResultOf<typeof animationEvents>;
export type AnimationEvent = Extract<Data['animationEvents'], { sequence: number }>;
type AnimationEnded = Extract<AnimationEvent, { __typename: 'AnimationEnded' }>;

/** One subscription over one connection; ends early when the connection is lost. */
type Connect = (
  api: Api,
  variables: { id: string; after?: number },
) => AsyncIterable<FormattedExecutionResult<Data, unknown>>;

/** How often in a row a connection may fail before the follower gives up. */
const attempts = 5;

/**
 * Hands every event of an animation to `show`, once and in order, over as many connections as it takes.
 * @returns the last event: the animation has succeeded, failed or been canceled
 * @throws Error when the server refuses, or cannot be reached five times in a row
 */
export async function followAnimation(
  api: Api,
  id: string,
  connect: Connect,
  show: (event: AnimationEvent) => void,
): Promise<AnimationEnded> {
  let after = 0;
  let refusal: string | undefined;
  let cause: unknown;
  for (let failures = 0; failures < attempts; ) {
    try {
      for await (const { data, errors = [] } of connect(api, { id, after })) {
        const event = data?.animationEvents;
        if (!event || !('sequence' in event)) {
          refusal = event?.message ?? errors.map(({ message }) => message).join('; ');
          break;
        }
        // The place to go on behind, should the connection be lost.
        after = event.sequence;
        failures = 0;
        show(event);
        if (event.__typename === 'AnimationEnded') return event;
      }
    } catch (error) {
      // Nothing is lost with a connection: the next one goes on behind the last event.
      cause = error;
    }
    if (refusal) throw new Error(refusal);
    failures += 1;
    await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** failures));
  }
  throw new Error(`${api.url} cannot be reached.`, { cause });
}

/** Over a WebSocket: many operations share it, in both directions. */
export async function* webSocket(api: Api, variables: { id: string; after?: number }) {
  const client = createWebSocketClient({
    url: api.url.replace(/^http/, 'ws'),
    connectionParams: api.headers,
    retryAttempts: 0,
  });
  try {
    yield* client.iterate<Data>({ query: print(animationEvents), variables });
  } finally {
    await client.dispose();
  }
}

/** As server-sent events: plain HTTP, which every proxy lets through. */
export async function* eventStream(api: Api, variables: { id: string; after?: number }) {
  const client = createEventStreamClient({ url: api.url, headers: api.headers, retryAttempts: 0 });
  try {
    yield* client.iterate<Data>({ query: print(animationEvents), variables });
  } finally {
    client.dispose();
  }
}
