import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.ts';
import { restore } from '../../src/backup/restore.ts';
import { loadConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/database/database.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { encodeGlobalId } from '../../src/resolvers/global-id.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ScriptedEngine } from '../animations/scripted-engine.ts';
import { TestSocket } from '../realtime/socket.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { postOperation } from '../support/post-operation.ts';
import { silentLog } from '../support/silent-log.ts';

let database: TestDatabase;
let driftscape: Driftscape;
let server: Server;
let socketUrl: string;
let secret: string;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  const config = { ...loadConfig({ AUTH: 'keys' }), ...database.config, port: 0 };
  driftscape = await openDriftscape(config, {
    log: silentLog,
    startEngine: async () => new ScriptedEngine(),
  });
  server = await startServer(driftscape, config, silentLog);
  socketUrl = `${server.url.replace('http', 'ws')}/graphql`;
  ({ secret } = await driftscape.access.keys.create({ name: 'reader', scope: 'read' }));
  // As short as a JPEG can be.
  await driftscape.storage.put('images/one.jpg', Buffer.from('ffd8ffdb00040000ffd9', 'hex'));
  await driftscape.prisma.image.create({
    data: {
      name: 'one',
      contentType: 'image/jpeg',
      sizeBytes: 10,
      widthPixels: 1,
      heightPixels: 1,
      sha256: '',
      storageKey: 'images/one.jpg',
    },
  });
});

afterAll(async () => {
  await server.close();
  await driftscape.close();
  await database[Symbol.asyncDispose]();
});

function bearer(): Record<string, string> {
  return { authorization: `Bearer ${secret}` };
}

describe('a server that requires keys', () => {
  it('answers 401 to an operation without one, and 200 with one', async () => {
    const post = (headers = {}) =>
      postOperation(`${server.url}/graphql`, { query: '{ animations { nodes { id } } }' }, headers);
    const refused = await post();
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    const taken = await post(bearer());
    expect(taken.status).toBe(200);
    expect(await taken.json()).toEqual({ data: { animations: { nodes: [] } } });
  });

  it('serves a file only with a key, and forbids shared caches to store it', async () => {
    const url = `${server.url}/files/images/one.jpg`;
    expect((await fetch(url)).status).toBe(401);
    const taken = await fetch(url, { headers: bearer() });
    expect(taken.status).toBe(200);
    expect(taken.headers.get('cache-control')).toMatch(/^private/);
    expect((await taken.arrayBuffer()).byteLength).toBe(10);
    const none = await fetch(`${server.url}/files/animations/none.mp4`, { headers: bearer() });
    expect(none.status).toBe(404);
  });

  it('serves a backup only to an administrator, while it is running', async () => {
    const url = `${server.url}/backup`;
    const method = 'POST';
    expect((await fetch(url, { method })).status).toBe(401);
    expect((await fetch(url, { method, headers: bearer() })).status).toBe(403);
    const tenant = { name: 'tenant', scope: 'admin', project: 'another' } as const;
    const { secret: other } = await driftscape.access.keys.create(tenant);
    const refused = await fetch(url, { method, headers: { authorization: `Bearer ${other}` } });
    expect(refused.status).toBe(403);
    const admin = await driftscape.access.keys.create({ name: 'keeper', scope: 'admin' });
    const headers = { authorization: `Bearer ${admin.secret}` };
    expect((await fetch(url, { headers })).status).toBe(405);
    // While the first is still read, there is no second.
    const response = await fetch(url, { method, headers });
    expect((await fetch(url, { method, headers })).status).toBe(409);
    const folder = join(database.config.dataDirectory, 'elsewhere');
    const file = join(database.config.dataDirectory, 'backup.tar');
    await writeFile(file, await response.bytes());
    expect(await restore(file, folder)).toMatchObject({ files: 1, filesBytes: 10 });

    const restored = await openDatabase({ dataDirectory: folder }, silentLog);
    expect(await new ApiKeys(restored.prisma).identify(admin.secret)).toMatchObject({ id: admin.key.id });
    await restored.close();
  });

  it('accepts a token in a URL for its animation, but no key', async () => {
    const { prisma, access, storage } = driftscape;
    const size = { sizeBytes: 1, widthPixels: 1, heightPixels: 1 };
    const image = { name: 'a', contentType: 'image/jpeg', ...size, sha256: '', storageKey: 'images/a.jpg' };
    const { id } = await prisma.animation.create({
      data: {
        image: { create: image },
        framesTotal: 1,
        settings: {},
        status: 'CANCELED',
        finishedAt: new Date(),
        lastSequence: 1,
        outputs: {
          create: {
            position: 0,
            kind: 'VIDEO',
            format: 'mp4-h264',
            ...size,
            contentType: 'video/mp4',
            storageKey: 'animations/two.mp4',
          },
        },
        events: { create: { sequence: 1, type: 'ENDED', payload: { status: 'CANCELED', failure: null } } },
      },
    });
    await storage.put('animations/two.mp4', new Uint8Array(20));
    const { token } = await access.tokens.create(
      id,
      await access.authentication.authenticate(secret, 'here'),
    );
    const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    expect(await status(`/files/animations/two.mp4?token=${token}`)).toBe(200);
    expect(await status(`/files/images/one.jpg?token=${token}`)).toBe(403);
    expect(await status(`/metrics?token=${token}`)).toBe(403);
    expect(await status(`/files/animations/two.mp4?token=${secret}`)).toBe(401);

    const query = `subscription { animationEvents(id: "${encodeGlobalId('Animation', id)}") { __typename } }`;
    const url = `${server.url}/graphql?${new URLSearchParams({ query, token })}`;
    const stream = await fetch(url, { headers: { accept: 'text/event-stream' } });
    expect(await stream.text()).toContain('AnimationEnded');
  });

  it('tells a subscriber that its key was revoked, and nothing more', async () => {
    const { key, secret: doomed } = await driftscape.access.keys.create({ name: 'doomed', scope: 'read' });
    const query = 'subscription { queueEvents { __typename } }';
    const stream = await fetch(`${server.url}/graphql?${new URLSearchParams({ query })}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${doomed}` },
    });
    const told: string[] = [];
    for await (const chunk of stream.body ?? []) {
      told.push(Buffer.from(chunk).toString());
      if (told.join('').includes('QueueSnapshot')) await driftscape.access.keys.revoke(key.id);
    }
    expect(told.join('')).toMatch(/QueueSnapshot[\s\S]*UNAUTHENTICATED[\s\S]*event: complete/);
  });

  it('closes a WebSocket without a key with 4403', async () => {
    const client = await TestSocket.open(socketUrl);
    client.send({ type: 'connection_init' });
    expect(await client.closed).toEqual({ code: 4403, reason: 'UNAUTHENTICATED' });
  });

  it('accepts a key in the connection parameters of a WebSocket, and checks it again for every operation', async () => {
    const client = await TestSocket.open(socketUrl);
    const key = await driftscape.access.keys.create({ name: 'passing', scope: 'read' });
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${key.secret}` } });
    expect(await client.next()).toEqual({ type: 'connection_ack' });
    client.subscribe('1', '{ __typename }');
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
    expect(await client.next()).toMatchObject({ type: 'complete' });
    await driftscape.access.keys.revoke(key.key.id);
    client.subscribe('2', '{ __typename }');
    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    client.socket.close();
  });

  it('accepts a key for an event stream', async () => {
    const request = async (headers: Record<string, string>) => {
      const query = 'subscription { animationEvents(id: "x") { ... on UserError { code } } }';
      const accepted = { accept: 'text/event-stream', ...headers };
      return (await postOperation(`${server.url}/graphql`, { query }, accepted)).text();
    };
    expect(await request({})).toContain('UNAUTHENTICATED');
    expect(await request(bearer())).toContain('NOT_FOUND');
  });

  it('continues to accept a valid key when others at the same address send wrong ones', async () => {
    const ask = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return (await postOperation(`${server.url}/graphql`, { query: '{ __typename }' }, headers)).status;
    };
    const wrong = `dsk_${'a'.repeat(43)}`;
    expect(await ask(wrong)).toBe(401);
    for (let i = 0; i < 29; i++) await ask(wrong);
    expect(await ask(wrong)).toBe(429);
    expect(await ask(secret)).toBe(200);
  });
});
