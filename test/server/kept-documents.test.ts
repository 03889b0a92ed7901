import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';
import { postOperation } from '../support/post-operation.ts';

const count = 300;
const mebibyte = 2 ** 20;

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function send(query: string): Promise<string> {
  return (await postOperation(server.httpUrl, { query })).text();
}

// Each as long as a document may be: together 18 MiB of text, were it kept.
it.each([
  ['that are none', (n: number) => `{ a${n} ( # ${'x'.repeat(64_000)}`],
  ['that ask for what is not there', (n: number) => `{ a${n} } # ${'x'.repeat(64_000)}`],
  ['that are valid, beyond what may be kept', (n: number) => `{ __typename } # ${n} ${'x'.repeat(64_000)}`],
])('stores nothing of documents %s', async (_, document) => {
  await send(document(0));
  const before = heapBytes();
  for (let n = 1; n <= count; n++) await send(document(n));
  const grown = heapBytes() - before;
  expect(Math.round(grown / mebibyte)).toBeLessThan(12);
});

it('rejects a rejected document again', async () => {
  const document = '{ nothing }';
  const refusal = await send(document);
  expect(refusal).toContain('Cannot query field');
  expect(await send(document)).toBe(refusal);
});
