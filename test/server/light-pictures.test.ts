import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ScriptedEngine } from '../animations/scripted-engine.ts';
import { ask } from '../e2e/client.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

let database: TestDatabase;
let driftscape: Driftscape;
let server: Server;
let url: string;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  const config = { ...loadConfig({ AUTH: 'keys' }), ...database.config, port: 0 };
  driftscape = await openDriftscape(config, {
    log: silentLog,
    startEngine: async () => new ScriptedEngine(),
  });
  server = await startServer(driftscape, config, silentLog);
  const { secret } = await driftscape.access.keys.create({ name: 'reader', scope: 'read' });
  const query =
    '{ lights { all { name label description variants { preset pictures { photo url widthPixels } } } } }';
  const { lights } = await ask(`${server.url}/graphql`, query, {}, { authorization: `Bearer ${secret}` });
  const night = lights.all.find(({ name }: { name: string }) => name === 'moonlit-night');
  expect(night.variants[1].preset).toBe('moonlit-night-clear');
  expect(night.variants[0].pictures).toHaveLength(3);
  url = night.variants[0].pictures[0].url;
});

afterAll(async () => {
  await server.close();
  await driftscape.close();
  await database[Symbol.asyncDispose]();
});

describe('the picture of a light', () => {
  it('is public, cacheable for ever and usable in any page', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const { width } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect(width).toBe(192);
  });

  it('is answered without a body for clients that have it, and for HEAD', async () => {
    const { headers } = await fetch(url, { method: 'HEAD' });
    const again = await fetch(url, { headers: { 'if-none-match': headers.get('etag') as string } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
  });

  it.each(['', 'nothing.webp', 'index.json', '..%2flooks.json', '../looks.json'])(
    '"%s" does not exist',
    async (name) => {
      const { status } = await fetch(`${server.url}/lights/${name}`);
      expect([401, 404]).toContain(status);
    },
  );

  it('can only be read', async () => {
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });
});
