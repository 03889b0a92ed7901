import {
  type AnimationEvent,
  DriftscapeClient,
  DriftscapeError,
  type Subscribed,
  type Transport,
} from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collect } from '../support/collect.ts';
import { api, cut, photo, server } from './fake-server.ts';

const created = {
  createUpload: { upload: { id: 'u1', url: 'http://driftscape.test/uploads/x', headers: [] } },
};
const completed = { completeUpload: { __typename: 'CompleteUploadSuccess', image: { id: 'i1' } } };
const accepted = () => new Response(null, { status: 204 });

describe('an upload', () => {
  it('sends the bytes again after a lost connection, and completes again after a lost response', async () => {
    const { client, sent } = server({
      CreateUpload: [created],
      PUT: [cut, new Response('busy', { status: 503 }), accepted()],
      CompleteUpload: [cut, completed],
    });
    expect(await client.upload(photo)).toEqual({ id: 'i1' });
    expect(sent).toEqual(['CreateUpload', 'PUT', 'PUT', 'PUT', 'CompleteUpload', 'CompleteUpload']);
  });

  it('requests another URL if its own was replaced', async () => {
    const replaced = new Response('Expected the URL of an upload', { status: 403 });
    const { client, sent } = server({
      CreateUpload: [created],
      PUT: [replaced, accepted()],
      CompleteUpload: [completed],
    });
    await client.upload(photo, { idempotencyKey: 'k' });
    expect(sent).toEqual(['CreateUpload', 'PUT', 'CreateUpload', 'PUT', 'CompleteUpload']);
  });

  const missing = {
    completeUpload: {
      __typename: 'UploadMissingError',
      code: 'UPLOAD_MISSING',
      message: 'Nothing',
      path: [],
    },
  };
  const taken = () => new Response('sent already, or being sent', { status: 409 });

  it('waits while another call with the same key is sending, and takes over when that one fails', async () => {
    vi.useFakeTimers();
    try {
      const { client, sent } = server({
        CreateUpload: [created],
        PUT: [...Array.from({ length: 20 }, taken), accepted()],
        CompleteUpload: [...Array.from({ length: 20 }, () => missing), completed],
      });
      const image = client.upload(photo, { idempotencyKey: 'k' });
      await vi.advanceTimersByTimeAsync(170_000);
      expect(await image).toEqual({ id: 'i1' });
      expect(sent.filter((kind) => kind === 'CreateUpload')).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops waiting for another call after 15 minutes, or when its signal aborts', async () => {
    vi.useFakeTimers();
    try {
      const outcomes = () => ({ CreateUpload: [created], PUT: [taken()], CompleteUpload: [missing] });
      const given = server(outcomes()).client.upload(photo, { idempotencyKey: 'k' });
      const limit = expect(given).rejects.toMatchObject({
        code: 'UPLOAD_MISSING',
        message: 'Another upload with the same idempotency key did not end within 900 s',
        isRetryable: true,
      });
      const abort = new AbortController();
      const waiting = server(outcomes()).client.upload(photo, { signal: abort.signal });
      const stopped = expect(waiting).rejects.toThrow('enough');
      await vi.advanceTimersByTimeAsync(60_000);
      abort.abort(new Error('enough'));
      await stopped;
      await vi.advanceTimersByTimeAsync(900_000);
      await limit;
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not repeat what would be rejected again', async () => {
    const { client, sent } = server({ CreateUpload: [created], PUT: [new Response('no', { status: 415 })] });
    await expect(client.upload(photo)).rejects.toMatchObject({ status: 415, message: 'no' });
    expect(sent).toEqual(['CreateUpload', 'PUT']);
  });

  it.each([
    ['http://driftscape.test/a.jpg', 'string'],
    [undefined, 'undefined'],
    [null, 'null'],
    [new Uint8Array(8), 'Uint8Array'],
  ])('of something else, such as %s, says what it should be', async (given, kind) => {
    const { client, sent } = server({});
    await expect(client.upload(given as unknown as Blob)).rejects.toMatchObject({
      name: 'DriftscapeError',
      code: 'BAD_USER_INPUT',
      message: `Expected a File, a Blob or a URL object, but received ${kind}`,
    });
    expect(sent).toEqual([]);
  });
});

describe('in a page', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('files and uploads may have relative URLs', async () => {
    vi.stubGlobal('location', new URL('http://driftscape.test/page'));
    const { client, sent } = server({
      CreateUpload: [{ createUpload: { upload: { id: 'u1', url: '/uploads/x', headers: [] } } }],
      PUT: [cut, accepted()],
      CompleteUpload: [completed],
      GET: [new Response('video')],
    });
    expect(await client.upload(photo)).toEqual({ id: 'i1' });
    expect(sent).toEqual(['CreateUpload', 'PUT', 'PUT', 'CompleteUpload']);
    expect(await (await client.fetchFile('/files/a')).text()).toBe('video');
  });
});

describe('following', () => {
  const event = (sequence: number, __typename: AnimationEvent['__typename']): Subscribed => ({
    data: { animationEvents: { __typename, sequence } },
  });
  const expired: Subscribed = {
    errors: [{ message: 'The token has expired', extensions: { code: 'UNAUTHENTICATED' } }],
  };
  const frame = (sequence: number) => event(sequence, 'AnimationFrameRendered');
  const end = (sequence: number) => event(sequence, 'AnimationEnded');

  /** Each connection gives the next of these, in turn. */
  function connections(...all: (Subscribed[] | DriftscapeError)[]) {
    const made: { token: unknown; after: unknown }[] = [];
    const transport: Transport = async function* ({ token }, { variables }) {
      const answers = all[made.length];
      made.push({ token, after: variables.after });
      if (answers instanceof DriftscapeError) throw answers;
      yield* answers;
    };
    return { transport, made };
  }
  const tokens = (...all: string[]) => {
    const left = [...all];
    return () => (left.length > 1 ? left.shift() : left[0]);
  };

  it('continues with another token after the last event when the first has expired', async () => {
    const { transport, made } = connections([frame(1), frame(2), expired], [frame(3), end(4)]);
    const client = new DriftscapeClient({ url: api, transport, token: tokens('first', 'second') });
    const events = await collect(client.follow('a'));
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(made).toEqual([
      { token: 'first', after: 0 },
      { token: 'second', after: 2 },
    ]);
  });

  it.each([
    ['there is no other token', tokens('only'), 1],
    ['the other is refused too', tokens('first', 'second'), 2],
    ['the token is none that changes', 'fixed', 1],
  ])('ends if %s', async (_when, token, count) => {
    const { transport, made } = connections([expired], [expired], [expired]);
    const client = new DriftscapeClient({ url: api, transport, token });
    await expect(collect(client.follow('a'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(made).toHaveLength(count);
  });

  it('ends with the end event, whatever came before', async () => {
    const { transport, made } = connections([end(4)]);
    const client = new DriftscapeClient({ url: api, transport });
    expect(await collect(client.follow('a', { after: 9 }))).toMatchObject([{ sequence: 4 }]);
    expect(made).toHaveLength(1);
  });

  describe('with its own clock', () => {
    beforeEach(() => vi.useFakeTimers());
    afterEach(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });

    it('does not give up while connections last, however often they are cut', async () => {
      let count = 0;
      const transport: Transport = async function* () {
        yield event(0, 'AnimationSnapshot');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        if (++count === 20) yield end(1);
      };
      const client = new DriftscapeClient({ url: api, transport });
      const events = collect(client.follow('a'));
      await vi.advanceTimersByTimeAsync(20 * 61_000);
      expect((await events).map(({ sequence }) => sequence)).toEqual([0, 1]);
    });

    it('reports why there is no token when it gives up', async () => {
      const cause = new Error('The session is over');
      const token = () => Promise.reject(cause);
      const client = new DriftscapeClient({ url: api, token });
      const error = {
        name: 'DriftscapeError',
        code: 'UNAUTHENTICATED',
        message: `No token: ${cause.message}`,
        cause,
      };
      const end = expect(client.finished('a')).rejects.toMatchObject(error);
      await vi.advanceTimersByTimeAsync(60_000);
      await end;
    });

    it('leaves an event stream that is silent', async () => {
      const next = (data: Subscribed) => `event: next\ndata: ${JSON.stringify(data)}\n\n`;
      const beginnings = [next(frame(1)), `${next(end(2))}event: complete\ndata:\n\n`];
      const headers = { 'content-type': 'text/event-stream' };
      const fetch = async () => {
        const start = (stream: ReadableStreamDefaultController) =>
          stream.enqueue(new TextEncoder().encode(beginnings.shift()));
        return new Response(new ReadableStream({ start }), { headers });
      };
      const events = collect(new DriftscapeClient({ url: api, fetch }).follow('a'));
      await vi.advanceTimersByTimeAsync(60_000);
      expect((await events).map(({ sequence }) => sequence)).toEqual([1, 2]);
    });

    it('leaves a WebSocket that does not open', async () => {
      const made: string[] = [];
      class Silent {
        constructor(url: string) {
          made.push(url);
        }
        close() {}
      }
      vi.stubGlobal('WebSocket', Silent);
      const client = new DriftscapeClient({ url: api, transport: webSocket });
      const end = expect(client.finished('a', { attempts: 2 })).rejects.toMatchObject({
        code: 'UNREACHABLE',
      });
      await vi.advanceTimersByTimeAsync(120_000);
      await end;
      expect(made).toEqual(Array(2).fill('ws://driftscape.test/graphql'));
    });
  });

  it('reports the server’s last error when it gives up', async () => {
    const busy = new DriftscapeError('Too many', {
      code: 'RATE_LIMITED',
      status: 429,
      retryAfterSeconds: 0.01,
    });
    const { transport } = connections(busy, busy);
    const client = new DriftscapeClient({ url: api, transport });
    await expect(collect(client.follow('a', { attempts: 2 }))).rejects.toBe(busy);
  });
});
