import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEventStream } from './event-stream.ts';
import { ended, frame } from './scripted-animations.ts';
import { type ScriptedServer, startScriptedServer, watch } from './server.ts';

let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer();
});

afterEach(() => server.close());

describe('a subscription over server-sent events', () => {
  it('sends a snapshot, then events in order, and completes after the end', async () => {
    const { animation, httpUrl } = server;
    const stream = await openEventStream(httpUrl, watch, { id: animation.id });
    expect(await stream.next()).toMatchObject({
      event: 'next',
      data: { data: { animationEvents: { __typename: 'AnimationSnapshot' } } },
    });
    animation.send(frame(1), ended(2));
    expect(await stream.next()).toMatchObject({
      event: 'next',
      data: { data: { animationEvents: { __typename: 'AnimationFrameRendered', sequence: 1 } } },
    });
    expect(await stream.next()).toMatchObject({
      event: 'next',
      data: { data: { animationEvents: { __typename: 'AnimationEnded', sequence: 2 } } },
    });
    expect(await stream.next()).toMatchObject({ event: 'complete' });
    expect(await stream.next()).toBeNull();
    await animation.whenListeners(0);
  });

  it.each([-1, -(2 ** 31)])('reports that no event has the sequence %i, and completes', async (after) => {
    const { animation, httpUrl } = server;
    const stream = await openEventStream(httpUrl, watch, { id: animation.id, after });
    const refusal = { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['after'] };
    expect(await stream.next()).toMatchObject({ data: { data: { animationEvents: refusal } } });
    expect(await stream.next()).toMatchObject({ event: 'complete' });
    expect(await stream.next()).toBeNull();
  });

  it('can be opened with a GET request, as by browsers', async () => {
    const { animation, httpUrl } = server;
    const url = new URL(httpUrl);
    url.searchParams.set('query', watch);
    url.searchParams.set('variables', JSON.stringify({ id: animation.id }));
    const response = await fetch(url, { headers: { accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await animation.whenListeners(1);
    await response.body?.cancel();
    await animation.whenListeners(0);
  });

  it('reads no more events from an animation than the client does', async () => {
    const { animation, httpUrl } = server;
    const request = httpRequest(httpUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    });
    request.end(JSON.stringify({ query: watch, variables: { id: animation.id } }));
    const [slow] = await once(request, 'response');
    await animation.whenListeners(1);
    const events = Array.from({ length: 500 }, (_, index) => frame(index + 1, 100_000));
    animation.send(...events);
    // Another client is served meanwhile: the slow one does not delay it.
    for (let count = 0; count < 100; count += 1) {
      expect((await fetch(`${httpUrl}?query={__typename}`)).status).toBe(200);
    }
    // What the operating system buffers is far less than 100 pictures of 133 kB.
    expect(animation.taken).toBeLessThan(100);
    slow.resume();
    await animation.whenTaken(events.length);
    request.destroy();
    await animation.whenListeners(0);
  });

  it('keeps its connection alive while nothing happens', async () => {
    const { animation, httpUrl } = server;
    const stream = await openEventStream(httpUrl, watch, { id: animation.id });
    await stream.next();
    await stream.whenKeptAlive();
    await stream.close();
  });
});
