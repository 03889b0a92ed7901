import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileBench } from '../files/file-bench.ts';
import { blocksOf, operationsOf, Walker } from './walk.ts';

const guide = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const steps = blocksOf(guide, 'Public pages and links').flatMap(({ language, text }) =>
  language === 'graphql'
    ? operationsOf(text).map(({ title, operation }) => ({ title, run: () => walker.operate(operation) }))
    : [{ title: text.trim(), run: () => walker.command(text) }],
);

let bench: FileBench;
let folder: string;
let walker: Walker;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-guide-'));
  bench = await FileBench.open();
  walker = new Walker(bench.server.url, folder, bench.keys.write);
  walker.known.set('animationId', (await bench.addAnimation()).globalId);
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('public pages and links, as in the guide', () => {
  it.each(steps)('$title', async ({ run }) => {
    await run();
  });

  it('have shown the animation without a key', async () => {
    for (const name of ['manifest.json', 'linked.json']) {
      expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({ status: 'SUCCEEDED' });
    }
    expect(await bench.status(String(walker.known.get('link url')))).toBe(410);
  });
});
