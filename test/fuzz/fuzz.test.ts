import { afterAll, beforeAll, expect, it } from 'vitest';
import { FuzzedServer } from './fuzzed-server.ts';
import { runTarget } from './run-target.ts';
import { targets } from './targets.ts';

/** For all targets together; `npm run fuzz` tries more, and others every time. */
const cases = 600;
const seed = 2019;

let server: FuzzedServer;

beforeAll(async () => {
  server = await FuzzedServer.start();
});

afterAll(async () => {
  for (const target of targets) await target.close?.();
  await server[Symbol.asyncDispose]();
});

it.each(targets.map((target) => [target.name, target] as const))(
  'bad %s crash nothing, hang nothing and reveal nothing',
  async (_name, target) => {
    const { finding, cases: tried } = await runTarget(target, server, { cases: cases * target.share, seed });
    expect(finding).toBeNull();
    expect(tried).toBe(cases * target.share);
  },
  120_000,
);

it('all of it leaves no stray file and no error in the log', async () => {
  expect(await server.findHarm()).toEqual({ strayFiles: [], errors: [] });
});
