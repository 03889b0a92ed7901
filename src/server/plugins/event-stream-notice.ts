import type { Plugin } from 'graphql-yoga';

/** Tells the server which answers are event streams: those have no end of their own. */
export function useEventStreamNotice(): Plugin<object, { onEventStream?(): void }> {
  return {
    onResponse({ response, serverContext }) {
      const isEventStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (isEventStream) serverContext.onEventStream?.();
    },
  };
}
