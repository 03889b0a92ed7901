import { createParser } from 'eventsource-parser';
import type { Subscribed, Transport } from './follow.ts';
import { dataOf, post } from './send.ts';

/** A connection can be lost without a sign. The server sends a comment every 12 s (docs/realtime.md). */
const longestSilenceMs = 45_000;

/** Subscriptions as server-sent events: plain HTTP, which works through every proxy. */
export const eventStream: Transport = async function* (connection, request, signal) {
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
  const response = await post(connection, JSON.stringify(request), headers, signal);
  const isStream = response.headers.get('content-type')?.startsWith(headers.accept);
  if (!response.ok || !isStream || !response.body) return readRefusal(response);
  let isComplete = false;
  let answers: Subscribed[] = [];
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'next') answers.push(JSON.parse(data));
      if (event === 'complete') isComplete = true;
    },
  });
  // Not every browser iterates over streams.
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    while (!isComplete) {
      const silence = setTimeout(() => void reader.cancel().catch(() => {}), longestSilenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      parser.feed(value);
      yield* answers;
      answers = [];
    }
  } finally {
    // Closes the connection; one that is lost already has nothing to close.
    await reader.cancel().catch(() => {});
  }
};

/** Reads a response that is not a stream of events: a GraphQL response, or a stream of that one. @throws DriftscapeError */
async function readRefusal(response: Response): Promise<void> {
  const text = await response.text().catch(() => '');
  dataOf(response, /^data: *(.+)$/m.exec(text)?.[1] ?? text);
}
