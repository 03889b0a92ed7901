import { createClient } from 'graphql-sse';
import type { Subscribed, Transport } from './follow.ts';
import { credentialsOf, dataOf } from './send.ts';

/** Subscriptions as server-sent events: plain HTTP, which works through every proxy. */
export const eventStream: Transport = async function* (connection, request, signal) {
  const client = createClient({
    url: connection.url,
    headers: () => credentialsOf(connection),
    fetchFn: connection.fetch,
    retryAttempts: 0,
  });
  const stop = () => client.dispose();
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* client.iterate(request) as AsyncIterable<Subscribed>;
  } catch (error) {
    const { response } = (error ?? {}) as { response?: Response };
    if (response) await readRefusal(response);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    client.dispose();
  }
};

/** Reads a response that is not a stream of events: a GraphQL response, or a stream of that one. @throws DriftscapeError */
async function readRefusal(response: Response): Promise<void> {
  const text = response.bodyUsed ? '' : await response.text().catch(() => '');
  dataOf(response, /^data: *(.+)$/m.exec(text)?.[1] ?? text);
}
