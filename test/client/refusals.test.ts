import { DriftscapeClient } from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';
import { describe, expect, it, vi } from 'vitest';
import { api, cut, photo, server } from './fake-server.ts';

describe('a wrong URL of the API', () => {
  it.each(['localhost:4000/graphql', '/graphql', ''])('is named at once: "%s"', async (url) => {
    const message = `Expected the URL of the API, such as https://motion.example.org/graphql, but received "${url}"`;
    const wrong = { name: 'DriftscapeError', code: 'BAD_USER_INPUT', message };
    const client = new DriftscapeClient({ url });
    await expect(client.animate('a')).rejects.toMatchObject(wrong);
    await expect(client.finished('a')).rejects.toMatchObject(wrong);
    await expect(client.fetchFile(`${api}/a`)).rejects.toMatchObject(wrong);
    const live = new DriftscapeClient({ url, transport: webSocket });
    await expect(live.finished('a')).rejects.toMatchObject(wrong);
  });

  it.each([
    [200, '<!doctype html><title>Shop</title>', 'status 200, but not as the API does: check the URL'],
    [200, '{"data":', 'status 200, but not as the API does: check the URL'],
    [200, 'null', 'status 200, but not as the API does: check the URL'],
    [400, '<h1>Bad request</h1>', 'status 400'],
  ])('gives no page as a message (%i %s)', async (status, text, end) => {
    const client = new DriftscapeClient({ url: api, fetch: async () => new Response(text, { status }) });
    const message = `The server answered with ${end}`;
    await expect(client.animate('a')).rejects.toMatchObject({ name: 'DriftscapeError', message, status });
  });

  it('that is answered in words passes them on', async () => {
    const refuse = async () => new Response('Only from the office', { status: 403 });
    const client = new DriftscapeClient({ url: api, fetch: refuse });
    await expect(client.animate('a')).rejects.toMatchObject({ message: 'Only from the office' });
  });
});

describe('a number that JSON cannot have', () => {
  it.each([
    [{ durationSeconds: Number.NaN }, 'durationSeconds', 'NaN'],
    [{ motion: { amount: Number.POSITIVE_INFINITY } }, 'motion.amount', 'Infinity'],
  ])('is refused before anything is sent (%o)', async (settings, place, received) => {
    const { client, sent } = server({});
    const path = ['input', 'settings', ...place.split('.')];
    await expect(client.animate('a', settings as object)).rejects.toMatchObject({
      name: 'DriftscapeError',
      code: 'BAD_USER_INPUT',
      message: `${path.at(-1)}: expected a finite number, but received ${received}`,
      path,
    });
    const wrong = { name: 'DriftscapeError', code: 'BAD_USER_INPUT', path: ['input', 'lifetimeSeconds'] };
    await expect(client.tokenFor('a', Number.NaN)).rejects.toMatchObject(wrong);
    expect(sent).toEqual([]);
  });
});

describe('a token', () => {
  const cause = new Error('The session is over');
  const noToken = {
    name: 'DriftscapeError',
    code: 'UNAUTHENTICATED',
    message: `No token: ${cause.message}`,
    cause,
  };
  const uses: [string, (client: DriftscapeClient) => Promise<unknown>][] = [
    ['upload', (client) => client.upload(photo)],
    ['animate', (client) => client.animate('a')],
    ['fetchFile', (client) => client.fetchFile('http://driftscape.test/files/a')],
    ['finished', (client) => client.finished('a', { attempts: 1 })],
  ];

  it.each(uses)('that cannot be got is reported by %s, with its cause', async (_name, use) => {
    const token = vi.fn(() => {
      throw cause;
    });
    const send = vi.fn<typeof fetch>();
    const client = new DriftscapeClient({ url: api, fetch: send, token, attempts: 1 });
    await expect(use(client)).rejects.toMatchObject(noToken);
    expect(token).toHaveBeenCalledOnce();
    expect(send).not.toHaveBeenCalled();
  });

  it('is asked for again after it could not be got', async () => {
    const token = vi.fn<() => Promise<string>>().mockRejectedValueOnce(cause).mockResolvedValue('good');
    const answer = async () => Response.json({ data: { createAnimation: { animation: { id: 'a' } } } });
    const client = new DriftscapeClient({ url: api, fetch: answer, token });
    expect(await client.animate('i')).toEqual({ id: 'a' });
    expect(token).toHaveBeenCalledTimes(2);
  });

  it.each(uses)(
    'that no header can have is refused at once by %s, without repeating it',
    async (_name, use) => {
      const send = vi.fn<typeof fetch>();
      const token = vi.fn(() => 'dsk_first\ndsk_second');
      const message =
        'Expected characters that a header can have, but "authorization" has others, such as a line break';
      const refused = { name: 'DriftscapeError', code: 'BAD_USER_INPUT', message, cause: undefined };
      const client = new DriftscapeClient({ url: api, fetch: send, token });
      await expect(use(client)).rejects.toMatchObject(refused);
      const live = new DriftscapeClient({ url: api, fetch: send, token, transport: webSocket });
      await expect(live.finished('a')).rejects.toMatchObject(refused);
      expect(send).not.toHaveBeenCalled();
    },
  );
});

describe('a file', () => {
  it.each([
    ['{"errors":[{"message":"There is nothing at this address"}]}', 'There is nothing at this address'],
    ['{"message":"no such route"}', 'http://driftscape.test/files/a answered with status 404'],
    ['<Error><Code>NoSuchKey</Code></Error>', 'http://driftscape.test/files/a answered with status 404'],
    ['', 'http://driftscape.test/files/a answered with status 404'],
  ])('that is refused with %j says so in words', async (text, message) => {
    const { client } = server({ GET: [new Response(text, { status: 404 })] });
    const refused = { name: 'DriftscapeError', code: 'NOT_FOUND', message };
    await expect(client.fetchFile('http://driftscape.test/files/a')).rejects.toMatchObject(refused);
  });

  it.each([
    [401, { code: 'UNAUTHENTICATED', isRetryable: false }],
    [403, { code: 'FORBIDDEN', isRetryable: false }],
    [404, { code: 'NOT_FOUND', isRetryable: false }],
    [410, { code: 'NOT_FOUND', isRetryable: false }],
    [429, { code: 'RATE_LIMITED', isRetryable: true, retryAfterSeconds: 7 }],
    [503, { code: 'UNAVAILABLE', isRetryable: true }],
  ])('that is answered with %i gives the matching error', async (status, error) => {
    const { client } = server({ GET: [new Response('why', { status, headers: { 'retry-after': '7' } })] });
    await expect(client.fetchFile('http://driftscape.test/files/a')).rejects.toMatchObject({
      name: 'DriftscapeError',
      message: 'why',
      status,
      ...error,
    });
  });

  it('that cannot be reached, or has no complete URL, gives an error of the client', async () => {
    const { client } = server({ GET: [cut] });
    const unreachable = { name: 'DriftscapeError', code: 'UNREACHABLE', cause: cut };
    await expect(client.fetchFile('http://driftscape.test/files/a')).rejects.toMatchObject(unreachable);
    const wrong = { name: 'DriftscapeError', code: 'BAD_USER_INPUT' };
    await expect(client.fetchFile('/files/a')).rejects.toMatchObject(wrong);
  });
});
