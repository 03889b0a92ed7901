import { createClient } from 'graphql-ws';
import { credentialsOf } from './credentials.ts';
import { DriftscapeError } from './errors.ts';
import type { Subscribed, Transport } from './follow.ts';
import { addressOf } from './send.ts';

/** Close code for rejected credentials; the reason is the error's code (docs/realtime.md). */
const notLetIn = 4403;

/** A connection can be lost without a sign, so the server is asked to answer now and then. */
const pingMs = 15_000;
const longestSilenceMs = 30_000;

/** Subscriptions over a WebSocket: for programs that already use one, and for proxies that buffer event streams. */
export const webSocket: Transport = async function* (connection, request, signal) {
  // An invalid URL would be thrown where nobody can catch it.
  const address = addressOf(connection);
  address.hash = '';
  const credentials = await credentialsOf(connection);
  const client = createClient({
    url: address.href.replace(/^http/, 'ws'),
    connectionParams: credentials,
    retryAttempts: 0,
    keepAlive: pingMs,
    on: {
      connecting: wait,
      ping: (isReceived) => isReceived || wait(),
      message: () => clearTimeout(silence),
    },
  });
  let silence: ReturnType<typeof setTimeout> | undefined;
  function wait() {
    clearTimeout(silence);
    silence = setTimeout(stop, longestSilenceMs);
  }
  const stop = () => client.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* client.iterate(request) as AsyncIterable<Subscribed>;
  } catch (error) {
    const { code, reason = 'FORBIDDEN' } = error as Partial<CloseEvent>;
    if (code !== notLetIn) throw error;
    throw new DriftscapeError(`The server does not let this client in: ${reason}`, {
      code: reason,
      cause: error,
    });
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
    await client.dispose();
  }
};
