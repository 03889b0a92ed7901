import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ScriptedEngine } from '../animations/scripted-engine.ts';
import { ask, createAnimation, uploadPhoto, watchAnimation } from '../e2e/client.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const engine = new ScriptedEngine();
let database: TestDatabase;
let driftscape: Driftscape;
let server: Server;
let url: string;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  const config = { ...loadConfig({}), ...database.config, port: 0 };
  driftscape = await openDriftscape(config, { log: silentLog, startEngine: async () => engine });
  server = await startServer(driftscape, config, silentLog);
  url = `${server.url}/graphql`;
});

afterAll(async () => {
  await server.close();
  await driftscape.close();
  await database[Symbol.asyncDispose]();
});

/** The values of the metrics, by their name and labels as they are written. */
async function metrics(): Promise<Record<string, number>> {
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('metrics', () => {
  it('include the length of the queue, rendering times, and the number of subscribers', async () => {
    const imageId = await uploadPhoto(url, new Uint8Array(await landscape().jpeg().toBuffer()));
    const first = await createAnimation(url, imageId, {});
    const job = await engine.nextJob();
    const second = await createAnimation(url, imageId, { seed: 2 });
    const events = watchAnimation(url, first);
    await events.next();
    expect(await metrics()).toMatchObject({
      'driftscape_animations{status="queued"}': 1,
      'driftscape_animations{status="running"}': 1,
      driftscape_event_subscribers: 1,
      driftscape_websockets: 1,
    });

    await job.finish();
    for await (const _event of events);
    (await engine.nextJob()).crash();
    await engine.nextJob();
    const after = await metrics();
    expect(after).toMatchObject({
      'driftscape_renders_total{outcome="succeeded",device="cpu"}': 1,
      'driftscape_renders_total{outcome="crashed",device="cpu"}': 1,
      'driftscape_render_stage_seconds_count{stage="render",device="cpu"}': 1,
      'driftscape_render_stage_seconds_count{stage="total",device="cpu"}': 1,
      driftscape_event_subscribers: 0,
      'driftscape_graphql_operation_duration_seconds_count{type="subscription",outcome="ok"}': 1,
    });
    expect(after.driftscape_event_lag_seconds_count).toBeGreaterThan(0);
    expect(after.driftscape_queue_oldest_seconds).toBe(0);
    const post =
      'driftscape_http_request_duration_seconds_count{method="POST",route="/graphql",status="200"}';
    expect(after[post]).toBe(3);
    await ask(url, `mutation { cancelAnimation(input: { animationId: "${second}" }) { __typename } }`);
  });

  it('do not include addresses from clients', async () => {
    await fetch(`${server.url}/made-up`);
    expect(Object.keys(await metrics()).join()).not.toContain('made-up');
  });
});

describe('/ready', () => {
  it('reports that every part works', async () => {
    const response = await fetch(`${server.url}/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      database: 'ok',
      queue: 'ok',
      storage: 'ok',
      engine: 'ok',
    });
  });

  it('reports that files cannot be written, and accepts no photo meanwhile', async () => {
    const files = join(database.config.dataDirectory, 'files');
    await rename(files, `${files}-away`);
    const response = await fetch(`${server.url}/ready`);
    const upload = uploadPhoto(url, Uint8Array.from(await landscape().jpeg().toBuffer()));
    await expect(upload).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await rename(`${files}-away`, files);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'not ready',
      storage: 'out of reach',
      database: 'ok',
    });
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  });

  it('reports which part does not work', async () => {
    await driftscape.prisma.$executeRaw`ALTER SCHEMA jobs RENAME TO elsewhere`;
    const response = await fetch(`${server.url}/ready`);
    await driftscape.prisma.$executeRaw`ALTER SCHEMA elsewhere RENAME TO jobs`;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'not ready',
      database: 'ok',
      queue: 'out of reach',
    });
  });
});
