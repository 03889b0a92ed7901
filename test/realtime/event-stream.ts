import { postOperation } from '../support/post-operation.ts';

export interface EventStream {
  /** The next event, its data parsed; null when the stream has ended in order. Rejects when it breaks off. */
  next(): Promise<{ event: string; data: unknown } | null>;
  /** Resolves at the next comment that keeps the connection alive. */
  whenKeptAlive(): Promise<void>;
  /** Goes away. */
  close(): Promise<void>;
}

/** Subscribes over server-sent events. */
export async function openEventStream(url: string, query: string, variables: object): Promise<EventStream> {
  const abort = new AbortController();
  const headers = { accept: 'text/event-stream' };
  const response = await postOperation(url, { query, variables }, headers, abort.signal);
  if (!response.body || response.status !== 200) throw new Error(`Answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';

  /** The text up to the next empty line. */
  async function nextBlock(): Promise<string | null> {
    while (!text.includes('\n\n')) {
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
    const end = text.indexOf('\n\n');
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    return block;
  }

  return {
    async next() {
      for (;;) {
        const block = await nextBlock();
        if (block === null) return null;
        const fields = Object.fromEntries(
          block
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
        );
        if (fields.event) return { event: fields.event, data: fields.data ? JSON.parse(fields.data) : null };
      }
    },
    async whenKeptAlive() {
      while ((await nextBlock()) !== ':') {}
    },
    async close() {
      abort.abort();
      await reader.cancel().catch(() => {});
    },
  };
}
