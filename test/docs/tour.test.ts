import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeVideo } from '../../src/video/decoder.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { startWebServer, type WebServer } from '../net/web-server.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { Receiver } from '../webhooks/receiver.ts';
import { blocksOf, operationsOf, Walker } from './walk.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** Everything to paste out of the blocks of a text, in its order. */
function stepsOf(blocks: ReturnType<typeof blocksOf>) {
  return blocks.flatMap(({ language, text }) => {
    if (language === 'html') return [{ title: text.trim(), run: () => show(text) }];
    if (language === 'sh') return [{ title: text.trim(), run: () => walker.command(text) }];
    return operationsOf(text).map(({ title, operation }) => ({
      title,
      run: () => walker.operate(operation),
    }));
  });
}

/** Loads what a page loads. */
async function show(html: string): Promise<void> {
  const addresses = [...walker.fill(html).matchAll(/(?:src|poster)="([^"]+)"/g)].map(
    ([, address]) => address,
  );
  const types = addresses.map(async (address) => (await fetch(address)).headers.get('content-type'));
  expect(await Promise.all(types)).toEqual(['video/mp4', 'image/jpeg']);
}

const first = stepsOf(blocksOf(read('README.md'), 'The API'));
const steps = stepsOf(blocksOf(read('docs/tour.md')));

let folder: string;
let database: TestDatabase;
let server: ServerProcess;
let web: WebServer;
let receiver: Receiver;
let walker: Walker;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-tour-'));
  const photo = join(folder, 'photo.jpg');
  await landscape().jpeg().toFile(photo);
  const bytes = await readFile(photo);
  web = await startWebServer((_request, response) => response.end(bytes));
  receiver = await Receiver.open();
  database = await openEmbeddedTestDatabase();
  // Everything as it comes, but for what a test machine has no better place for.
  server = await ServerProcess.start({ DATA_DIR: database.config.dataDirectory, FETCH_ALLOW: '127.0.0.1' });
  walker = new Walker(server.url, folder);
  walker.known.set('photoUrl', `${web.url}/photo.jpg`);
  walker.known.set('receiverUrl', receiver.url);
  walker.known.set('sizeBytes', bytes.length);
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  await web?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('the requests of the README, as typed', () => {
  it.each(first)(
    '$title',
    async ({ run }) => {
      await run();
    },
    180_000,
  );

  it('turn a photo into a video on a page', () => {
    expect(first).toHaveLength(4);
  });
});

describe('the tour of the API, as typed', () => {
  it.each(steps)(
    '$title',
    async ({ run }) => {
      await run();
    },
    180_000,
  );

  it('completes all steps', async () => {
    expect(steps.length).toBeGreaterThan(12);
    expect(await probeVideo(join(folder, 'lake.mp4'))).toMatchObject({ frames: 120 });
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({ type: 'webhook.test' });
    expect([...walker.known.keys()]).toEqual(
      expect.arrayContaining(['imageId', 'animationId', 'uploadId', 'latentPresetId', 'webhookId']),
    );
  });
});
