import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';

const project = join(import.meta.dirname, '../..');
let root: string;
let bundle: string;
let photo: string;
/** Where the demo makes its temporary folders; by it the processes of a demo are known. */
let temporary: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'driftscape-demo-test-'));
  bundle = await writeTestBundle(join(root, 'bundle'));
  photo = join(root, 'photo.jpg');
  await writeScenePhoto(photo, { width: 192, height: 128 });
});
beforeEach(async () => {
  temporary = await mkdtemp(join(root, 'tmp-'));
});
afterEach(async () => {
  for (const id of await processesOfDemo()) process.kill(id, 'SIGKILL');
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Every process whose environment names the temporary folder: npm, the demo, its server and the engine. */
async function processesOfDemo(): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/environ`, 'utf8').catch(() => '')),
  );
  return ids.filter((_, index) => environments[index].includes(temporary)).map(Number);
}

/** Starts the demo as people do, in its own process group, and waits for a line. */
async function startDemo(command: readonly string[], untilLine: RegExp) {
  const { npm_lifecycle_event: _, npm_lifecycle_script: __, ...environment } = process.env;
  const [program, ...args] = [...command, photo, '--out', join(root, 'out'), '--seconds', '600'];
  const demo = spawn(program, args, {
    cwd: project,
    env: { ...environment, TMPDIR: temporary, BUNDLE_DIR: bundle, DEVICE: 'cpu' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: demo.stdout });
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (untilLine.test(line)) resolve();
    });
  });
  return { id: demo.pid as number, ended: once(demo, 'exit') };
}

const throughNpm = ['npm', 'run', '--silent', 'demo', '--'];
const alone = ['node', 'scripts/demo.ts'];
const stages = {
  'while the server starts': /starting the server/,
  'while frames are rendered': /first preview/,
};

describe.each(Object.entries(stages))('ended %s', { timeout: 120_000 }, (_, untilLine) => {
  const toAll = (id: number) => -id;
  const toOne = (id: number) => id;
  it.each([
    ['a demo that `timeout` ends, which tells npm and all that npm started', throughNpm, toAll, 'SIGTERM'],
    ['a demo ended by Ctrl-C', throughNpm, toAll, 'SIGINT'],
    ['a demo whose terminal closes', throughNpm, toAll, 'SIGHUP'],
    ['a demo whose npm alone is told to end', throughNpm, toOne, 'SIGTERM'],
    ['a demo whose npm alone is hung up, which passes that on to nobody', throughNpm, toOne, 'SIGHUP'],
    ['a demo whose npm is killed', throughNpm, toOne, 'SIGKILL'],
    ['a demo that is killed itself', alone, toOne, 'SIGKILL'],
  ] as const)('%s leaves no process', async (_, command, whom, signal) => {
    const demo = await startDemo(command, untilLine);
    process.kill(whom(demo.id), signal);
    await demo.ended;
    await vi.waitFor(async () => expect(await processesOfDemo()).toEqual([]), {
      timeout: 30_000,
      interval: 200,
    });
    if (command === alone) return;
    const folders = (await readdir(temporary)).filter((name) => name.startsWith('driftscape-'));
    expect(folders).toEqual([]);
  });
});

it('a demo removes the leftovers of an earlier one that was killed', { timeout: 120_000 }, async () => {
  const foldersOf = async () =>
    (await readdir(temporary)).filter((name) => name.startsWith('driftscape-demo-'));
  const killed = await startDemo(alone, /server ready/);
  const [left] = await foldersOf();
  process.kill(killed.id, 'SIGKILL');
  await vi.waitFor(async () => expect(await processesOfDemo()).toEqual([]), { timeout: 30_000 });
  const next = await startDemo(alone, /server ready/);
  expect(await foldersOf()).toEqual([expect.not.stringMatching(left)]);
  process.kill(next.id, 'SIGTERM');
  await next.ended;
  expect(await foldersOf()).toEqual([]);
});
