import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { probeVideo } from '../../../src/video/decoder.ts';
import { CommandBench, cli, runProgram } from './bench.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

let bench: CommandBench;
beforeAll(async () => {
  bench = await CommandBench.open();
});
beforeEach(() => bench.clear());
afterAll(() => bench[Symbol.asyncDispose]());

describe('called through npm', () => {
  const npm = (args: readonly string[], cwd: string) => {
    const { INIT_CWD: _, ...env } = process.env;
    return runProgram(args, { cwd, env }, 'npm');
  };
  const settings = ['--bundle', '../bundle', '--device', 'cpu', '--seconds', '0.4', '--json'];

  test('resolves paths from the folder where npm was called, with --prefix', async () => {
    await copyFile(bench.photo, join(bench.folder, 'mine.jpg'));
    const run = ['--prefix', project, 'run', '--silent', 'animate', '--', 'mine.jpg', '--out', 'video.mp4'];
    const { exitCode, stdout } = await npm([...run, ...settings], bench.folder);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ output: bench.video });
    expect((await readdir(bench.folder)).sort()).toEqual(['mine.jpg', 'video.mp4']);
  });

  test('resolves paths from the folder where npm was called, inside the project', async () => {
    const { exitCode, stderr } = await npm(
      ['run', '--silent', 'animate', '--', 'architecture.md', '--out', 'video.mp4'],
      join(project, 'docs'),
    );
    expect(exitCode).toBe(1);
    // Found, and no photo.
    expect(stderr).toMatch(/^INVALID_IMAGE: /);
  });

  test('resolves paths from its own folder if a program calls Node itself', async () => {
    await copyFile(bench.photo, join(bench.folder, 'mine.jpg'));
    const env = { ...process.env, INIT_CWD: bench.root, npm_package_json: join(bench.root, 'package.json') };
    const command = [cli, 'mine.jpg', '--out', 'nowhere/v.mp4'];
    const { stderr } = await runProgram(command, { cwd: bench.folder, env });
    expect(stderr).toContain(`there is no folder ${join(bench.folder, 'nowhere')}; create it first`);
    expect(await readdir(bench.folder)).toEqual(['mine.jpg']);
  });
});

test.each(['-', '/dev/stdin'])('reads the photo from a pipe, as %s', async (name) => {
  const child = spawn(process.execPath, [cli, ...bench.shortOf(name)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  createReadStream(bench.photo).pipe(child.stdin);
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await probeVideo(bench.video)).toMatchObject({ width: 320, height: 200 });
});

test('makes one complete video if two commands have the same output', async () => {
  const command = [cli, ...bench.shortOf(bench.photo)];
  const runs = await Promise.all([runProgram(command), runProgram(command)]);
  const codes = runs.map(({ exitCode }) => exitCode).sort();
  expect(codes).toEqual([0, 1]);
  expect(runs.find(({ exitCode }) => exitCode === 1)?.stderr).toMatch(
    /(already exists|was created meanwhile); add --force/,
  );
  expect(await probeVideo(bench.video)).toMatchObject({ frames: 12 });
  expect(await readdir(bench.folder)).toEqual(['video.mp4']);
});
