import { createClient } from 'graphql-sse';
import { DriftscapeError } from './errors.ts';
import type { Subscribed, Transport } from './follow.ts';
import { codeOf, credentialsOf } from './send.ts';

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
    throw refusalOf(error) ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    client.dispose();
  }
};

/** The server's response if it is not a stream. */
function refusalOf(error: unknown): DriftscapeError | undefined {
  const response = (error as { response?: Response } | null)?.response;
  if (!response) return undefined;
  const { status } = response;
  const message = `The server answered with status ${status}`;
  return new DriftscapeError(message, { code: codeOf(status), status, cause: error });
}
