import { createSchema, createYoga } from 'graphql-yoga';
import { expect, it } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { useTurns } from '../../src/server/plugins/turns.ts';

/** An API whose operations run until they are let go, and who began them. */
function openApi(atOnce: number) {
  const running: { client: string; letGo: () => void }[] = [];
  const typeDefs = 'type Query { run(client: String!): String }';
  const run = (_: unknown, { client }: { client: string }) =>
    new Promise<string>((resolve) => running.push({ client, letGo: () => resolve(client) }));
  const api = createYoga<{ caller: Caller }>({
    schema: createSchema({ typeDefs, resolvers: { Query: { run } } }),
    plugins: [useTurns(atOnce)],
    logging: false,
  });
  const ask = async (client: string, caller: Caller) => {
    const body = JSON.stringify({ query: `{ run(client: "${client}") }` });
    const headers = { 'content-type': 'application/json' };
    const response = await api.fetch('http://test/graphql', { method: 'POST', headers, body }, { caller });
    return response.json();
  };
  return { running, ask };
}

const key = (id: string): Caller => ({
  kind: 'key',
  id,
  projectId: 'project',
  scope: 'write',
  quota: { animations: null, uploadBytes: null },
});
const token = (keyId: string): Caller => ({
  kind: 'animation',
  animationId: 'animation',
  keyId,
  expiresAt: new Date(Date.now() + 60_000),
});

it('runs a few operations of a key concurrently, in order, independently of other keys', async () => {
  const { running, ask } = openApi(2);
  const greedy = [1, 2, 3, 4].map((number) => ask(`greedy ${number}`, key('greedy')));
  const modest = ask('modest', key('modest'));
  const bearer = ask('bearer', token('greedy'));
  await expect
    .poll(() => running.map(({ client }) => client).sort())
    .toEqual(['bearer', 'greedy 1', 'greedy 2', 'modest']);
  for (const { letGo } of running.splice(0)) letGo();
  expect([await modest, await bearer]).toEqual([{ data: { run: 'modest' } }, { data: { run: 'bearer' } }]);
  await expect.poll(() => running.map(({ client }) => client)).toEqual(['greedy 3', 'greedy 4']);
  for (const { letGo } of running.splice(0)) letGo();
  expect(await Promise.all(greedy)).toHaveLength(4);
});

it('runs all operations if no keys are required', async () => {
  const { running, ask } = openApi(2);
  const all = [1, 2, 3].map((number) => ask(String(number), { kind: 'anyone' }));
  await expect.poll(() => running.length).toBe(3);
  for (const { letGo } of running) letGo();
  await Promise.all(all);
});
