import { createClient } from 'graphql-ws';
import { eventsUrl } from './address.ts';
import type { ResultOf } from './graphql.ts';
import { credentials } from './key.ts';
import * as operations from './operations.ts';
import { ApiError } from './send.ts';

type Result = ResultOf<typeof operations.animationEvents>['animationEvents'];
export type AnimationEvent = Extract<Result, { sequence: number }>;
export type AnimationEnded = Extract<AnimationEvent, { __typename: 'AnimationEnded' }>;

/** How often in a row a connection may fail. */
const attempts = 6;

/**
 * Hands every event of an animation to `onEvent`, once and in order, over as many connections as it takes.
 * @returns the last one: it has succeeded, failed or been canceled
 * @throws ApiError when the server refuses, or cannot be reached six times in a row
 */
export async function followAnimation(
  id: string,
  onEvent: (event: AnimationEvent) => void,
): Promise<AnimationEnded> {
  let after = 0;
  for (let failures = 0; failures < attempts; failures++) {
    if (failures > 0) await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** failures));
    const client = createClient({ url: eventsUrl(), connectionParams: credentials(), retryAttempts: 0 });
    try {
      const query = String(operations.animationEvents);
      for await (const { data, errors } of client.iterate<{ animationEvents: Result }>({
        query,
        variables: { id, after },
      })) {
        const event = data?.animationEvents;
        if (!event || !('sequence' in event))
          throw new ApiError(event?.message ?? errors?.[0]?.message ?? 'No answer');
        after = event.sequence;
        failures = 0;
        onEvent(event);
        if (event.__typename === 'AnimationEnded') return event;
      }
    } catch (error) {
      // Nothing is lost with a connection: the next goes on after the last event.
      if (error instanceof ApiError) throw error;
    } finally {
      client.dispose();
    }
  }
  throw new ApiError('The server cannot be reached; its work goes on, open the page again later');
}
