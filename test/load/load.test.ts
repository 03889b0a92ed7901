import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureCycles } from './cycles.ts';
import { measureDelivery } from './delivery.ts';
import { LoadedServer } from './loaded-server.ts';
import { measureSoak } from './soak.ts';

let server: LoadedServer;

beforeAll(async () => {
  server = await LoadedServer.start();
});

afterAll(() => server[Symbol.asyncDispose]());

it('sends many subscribers every event once, even if one reads nothing, while queries are answered', async () => {
  const result = await measureDelivery(server, {
    sockets: 50,
    streams: 5,
    mute: 1,
    animations: 2,
    videoSeconds: 6,
  });
  expect(result).toMatchObject({ lost: 0, doubled: 0, missed: 0 });
  expect(result.events).toBeGreaterThan(55 * 3);
  expect(result.queryMs.count).toBeGreaterThan(3);
}, 180_000);

it('keeps nothing of clients that have left', async () => {
  const { before, after } = await measureCycles(server, { cycles: 200, warmUp: 100 });
  expect(await server.connected()).toBe(0);
  // A timer more or less; 200 clients would be 200 handles.
  expect(after.handles).toBeLessThanOrEqual(before.handles + 5);
  expect(after.heapBytes - before.heapBytes).toBeLessThan(200 * 10_000);
}, 180_000);

it('leaks nothing when rendering, and stores two files per animation', async () => {
  const { before, after, ...result } = await measureSoak(server, { jobs: 5, warmUp: 5 });
  expect(result).toMatchObject({ succeeded: 5, filesPerJob: 2 });
  expect(after.server.descriptors).toBeLessThan(before.server.descriptors + 5);
  expect(after.engine.descriptors).toBeLessThan(before.engine.descriptors + 5);
}, 180_000);
