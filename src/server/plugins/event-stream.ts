import type { Plugin } from 'graphql-yoga';

/** What is known of an event stream, while it is prepared and while it runs. */
export interface EventStreamState {
  /** The id that a client showed, when it had a stream before and comes back: of the last event that it has. */
  lastEventId?: string;
  /** Sequence of the event that is sent next; undefined where events have none. */
  sequence?: number;
  /** Nothing more will come: the client need not ask again. */
  isOver?: boolean;
}

/** The id of the message that ends a stream in order. */
export const endId = 'complete';

/**
 * Makes event streams (HTML §9.2) of those that the GraphQL library makes: each event carries its sequence as the stream's `id`,
 * which browsers show when they come back as `Last-Event-ID`. Whoever comes back after the end gets 204, which makes a browser's
 * `EventSource` stop. Proxies are asked not to hold events back.
 */
export function useEventStream(): Plugin<object, { onEventStream?(): void; eventStream?: EventStreamState }> {
  return {
    onRequest({ request, serverContext, fetchAPI, endResponse }) {
      const isStream = request.headers.get('accept')?.includes('text/event-stream');
      if (isStream && serverContext.eventStream?.lastEventId === endId) {
        endResponse(new fetchAPI.Response(null, { status: 204 }));
      }
    },
    onResponse({ response, serverContext, setResponse, fetchAPI }) {
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return;
      const { eventStream } = serverContext;
      // Nobody has begun to read the events, so there is nothing to free.
      if (eventStream?.isOver) return setResponse(new fetchAPI.Response(null, { status: 204 }));
      serverContext.onEventStream?.();
      const headers = new fetchAPI.Headers(response.headers);
      headers.set('x-accel-buffering', 'no');
      const body = response.body && withIds(response.body, eventStream ?? {}, fetchAPI.ReadableStream);
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }));
    },
  };
}

/** Puts ids before messages. It takes no more of them than are read, so that a slow reader holds nothing up but its own. */
function withIds(
  stream: ReadableStream<Uint8Array>,
  state: EventStreamState,
  Stream: typeof ReadableStream,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new Stream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        controller.enqueue(addIds(value, state));
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** A message begins with its name on a line of its own; the JSON in it has no lines. */
function addIds(chunk: Uint8Array, { sequence }: EventStreamState): Uint8Array {
  const nextId = sequence === undefined ? '' : `id: ${sequence}\n`;
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  const named = text.replace(/^event: (next|complete)$/gm, (line, name) =>
    name === 'complete' ? `id: ${endId}\n${line}` : `${nextId}${line}`,
  );
  return Buffer.from(named, 'latin1');
}
