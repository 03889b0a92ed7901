import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { CommandBench, cli } from './bench.ts';

let bench: CommandBench;
beforeAll(async () => {
  bench = await CommandBench.open();
});
beforeEach(() => bench.clear());
afterAll(() => bench[Symbol.asyncDispose]());

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('ends after %s with code %i, and leaves nothing', async (signal, code) => {
  const { child, stderrOf } = await bench.startLong();
  expect((await readdir(bench.folder)).length).toBe(1);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(await readdir(bench.folder)).toEqual([]);
  expect(stderrOf()).not.toMatch(/^\s+at /m);
});

test('ends on a signal while it waits for a photo from a pipe', async () => {
  const args = [cli, '-', '--out', bench.video, '--bundle', bench.bundle];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  await vi.waitFor(async () => {
    const [work] = await readdir(bench.folder);
    expect(await readdir(join(bench.folder, work))).toContain('source');
  }, 20_000);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(await readdir(bench.folder)).toEqual([]);
});

test.each([
  ['Ctrl-C', '\u0003', 130],
  ['the end of the input', '\u0004', 1],
  ['no', 'n\r', 1],
])('does not overwrite an existing file with %s', async (_, keys, code) => {
  const { video } = bench;
  await writeFile(video, 'an earlier video');
  // `script` of util-linux gives it a terminal.
  const command = [process.execPath, cli, bench.photo, '--out', video, '--bundle', bench.bundle].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    if (said.includes('Overwrite it?')) return;
    said += text;
    if (said.includes('Overwrite it?')) child.stdin.write(keys);
  });
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(await readFile(video, 'utf8')).toBe('an earlier video');
  expect(await readdir(bench.folder)).toEqual(['video.mp4']);
});

test('removes the leftovers of a killed run in the same folder, and nothing of running ones', async () => {
  const killed = await bench.startLong();
  const [left] = await readdir(bench.folder);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const living = await bench.startLong();
  expect(await readdir(bench.folder)).not.toContain(left);
  const [alive] = await readdir(bench.folder);
  const { exitCode } = await bench.animate('--out', join(bench.folder, 'other.mp4'));
  expect(exitCode).toBe(0);
  expect((await readdir(bench.folder)).sort()).toEqual([alive, 'other.mp4']);
  living.child.kill('SIGTERM');
  await once(living.child, 'exit');
  expect(await readdir(bench.folder)).toEqual(['other.mp4']);
});
