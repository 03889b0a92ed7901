import type { Plugin } from 'graphql-yoga';

/** State of an event stream, while it is prepared and while it runs. */
export interface EventStreamState {
  /** The id of the last event that a reconnecting client has received. */
  lastEventId?: string;
  /** Sequence of the next event; undefined if events have none. */
  sequence?: number;
  /** The stream has ended: the client need not reconnect. */
  isOver?: boolean;
}

/** The id of the message that ends a complete stream. */
export const endId = 'complete';

/**
 * Adds event ids (HTML §9.2) to the streams of the GraphQL library. Each event has its sequence as `id`, which browsers
 * send as `Last-Event-ID` when they reconnect. A client that reconnects after the end gets 204, which stops a browser's
 * `EventSource`. A header asks proxies not to buffer events.
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
      // Reading has not started, so there is nothing to free.
      if (eventStream?.isOver) return setResponse(new fetchAPI.Response(null, { status: 204 }));
      serverContext.onEventStream?.();
      const headers = new fetchAPI.Headers(response.headers);
      headers.set('x-accel-buffering', 'no');
      const body = response.body && withIds(response.body, eventStream ?? {}, fetchAPI.ReadableStream);
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }));
    },
  };
}

/**
 * Inserts ids before messages. It pulls messages only as fast as they are read, so a slow reader delays only itself.
 */
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

/** A message starts with its name on a separate line; its JSON contains no line breaks. */
function addIds(chunk: Uint8Array, { sequence }: EventStreamState): Uint8Array {
  const nextId = sequence === undefined ? '' : `id: ${sequence}\n`;
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  const named = text.replace(/^event: (next|complete)$/gm, (line, name) =>
    name === 'complete' ? `id: ${endId}\n${line}` : `${nextId}${line}`,
  );
  return Buffer.from(named, 'latin1');
}
