import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startWebServer, type WebServer } from '../net/web-server.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

/** As many operations of a key as run at the same time. */
const atOnce = 8;

let bench: ApiBench;
let server: WebServer;
let photo: Uint8Array;

beforeAll(async () => {
  photo = await landscape().jpeg().toBuffer();
  server = await startWebServer(answer);
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys', FETCH_ALLOW: '127.0.0.1' });
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const uploadBytesPerDay = Math.floor(photo.length * 3.5);
  const wanted = { name: 'small', scope: 'write', uploadBytesPerDay } as const;
  bench.key = (await bench.driftscape.access.keys.create(wanted)).secret;
});

/** Gives the photo, with its size beforehand or not. */
function answer({ url }: IncomingMessage, response: ServerResponse): void {
  if (url?.startsWith('/unannounced')) response.write(photo.subarray(0, 100));
  response.end(url?.startsWith('/unannounced') ? photo.subarray(100) : photo);
}

async function importPhoto(path: string): Promise<void> {
  const query = 'mutation ($url: String!) { importImage(input: { url: $url }) { __typename } }';
  await bench.ask(query, { url: `${server.url}${path}` });
}

it.each([
  ['imported', (n: number) => importPhoto(`/${n}.jpg`)],
  ['imported, of a size that nobody tells', (n: number) => importPhoto(`/unannounced/${n}.jpg`)],
  ['sent in forms', (n: number) => bench.upload(photo, `${n}.jpg`)],
])('gives photos that are %s concurrently no more than one after another', async (_, send) => {
  const before = await bench.storedKeys();
  const sent = await Promise.allSettled(Array.from({ length: atOnce }, (_, n) => send(n)));
  const refusals = sent.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  for (const refusal of refusals) expect(refusal).toContain('RATE_LIMITED');
  expect(atOnce - refusals.length).toBeLessThanOrEqual(3);
  const stored = (await bench.storedKeys()).length - before.length;
  expect(stored).toBe(atOnce - refusals.length);
  // What was refused was not counted: there is room for three in the end, and not for a fourth.
  for (let n = stored; n < 3; n++) await send(atOnce + n);
  await expect(send(2 * atOnce)).rejects.toThrow('RATE_LIMITED');
});
