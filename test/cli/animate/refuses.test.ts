import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CommandBench, cli, type Run, runHere, runProgram } from './bench.ts';

let bench: CommandBench;
beforeAll(async () => {
  bench = await CommandBench.open();
});
beforeEach(() => bench.clear());
afterAll(() => bench[Symbol.asyncDispose]());

describe('ends with code 1 and one clear line', () => {
  const faults: [string, () => Promise<Run>, RegExp][] = [
    [
      'for a photo that is not there',
      () => runHere('nowhere.jpg', '--out', join(bench.folder, 'v.mp4'), '--bundle', bench.bundle),
      /^NOT_FOUND: .*nowhere\.jpg/,
    ],
    [
      'for an unknown preset',
      () => bench.animate('--motion', 'gale'),
      /^UNKNOWN_PRESET: Expected .*motion-01, motion-02, motion-03, but received gale/,
    ],
    [
      'for an unknown appearance',
      () => bench.animate('--appearance', 'gloom'),
      /^UNKNOWN_PRESET: Expected .*presets dusk … storm-light, but received gloom/,
    ],
    [
      'for a look with two times',
      () => bench.animate('--light', 'sunset@0.5@0.9'),
      /^INVALID_SETTINGS: Expected a time from 0 .*, but received 0.5@0.9/,
    ],
    [
      'for a look with an @ and no time',
      () => bench.animate('--light', 'sunset@'),
      /^INVALID_SETTINGS: Expected a time from 0 .*, but received nothing/,
    ],
    [
      'for looks that cannot be held together',
      () => bench.animate('--light', 'sunset,storm', '--light-course', 'held'),
      /^INVALID_SETTINGS: appearance.moments: Expected one look if the light is held/,
    ],
    [
      'for the light of several pictures that is to be held',
      () => bench.animate('--light-of', bench.photo, '--light-of', bench.photo, '--light-course', 'held'),
      /^INVALID_SETTINGS: appearance.moments: Expected one look if the light is held/,
    ],
    [
      'for a clip that is none',
      () => bench.animate('--motion-of', bench.photo),
      /^INVALID_CLIP: Expected a clip as MP4, MOV, WebM or MKV/,
    ],
    [
      'for a light that comes twice',
      () => bench.animate('--lights', 'noon,noon'),
      /^INVALID_SETTINGS: Expected each light once, but received noon twice; leave one out/,
    ],
    [
      'for an unknown light',
      () => bench.animate('--lights', 'as-taken,gloom'),
      /^UNKNOWN_PRESET: Expected one of the lights as-taken, dawn, .*but received gloom/,
    ],
    [
      'for strength without a light',
      () => bench.animate('--light-strength', '0.5'),
      /^INVALID_SETTINGS: Expected a light for --light-strength .*; add --light,/,
    ],
    [
      'for a setting out of range',
      () => bench.animate('--speed', '5'),
      /^INVALID_SETTINGS: --speed: .*but received 5/,
    ],
    [
      'for a folder that is no bundle',
      () => bench.animate('--bundle', bench.root),
      /^INVALID_BUNDLE: .*bundle\.json/,
    ],
    [
      'for an output folder that is not there',
      () => bench.animate('--out', join(bench.folder, 'no', 'v.mp4')),
      /^INVALID_SETTINGS: .*existing folder/,
    ],
  ];
  test('also for a pipe from a process', async () => {
    const { exitCode, stdout, stderr } = await runProgram([
      cli,
      ...bench.shortOf(bench.photo, '--speed', '5'),
    ]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^INVALID_SETTINGS: --speed: .*but received 5\n$/);
  });

  test.each(faults)('%s', async (_, work, line) => {
    const { exitCode, stdout, stderr } = await work();
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(line);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(bench.folder)).toEqual([]);
  });
});

describe('ends with code 2 and prints its usage', () => {
  test.each([
    ['no photo', ['--out', 'v.mp4'], /missing required argument 'photo'/],
    ['no output', ['photo.jpg'], /required option '--out <video\.mp4>' not specified/],
    ['an unknown option', ['photo.jpg', '--out', 'v.mp4', '--sped', '1'], /unknown option '--sped'/],
    [
      'text for a number',
      ['photo.jpg', '--out', 'v.mp4', '--fps', 'many'],
      /'many' is invalid.*Expected a number/,
    ],
    ['an empty photo', ['', '--out', 'v.mp4'], /'' is invalid.*Expected a path, but it is empty/],
    ['an empty output', ['photo.jpg', '--out', ''], /'--out .* '' is invalid. Expected a path/],
    ['an empty bundle', ['photo.jpg', '--out', 'v.mp4', '--bundle', ''], /'--bundle .* '' is invalid/],
    ['an empty motion', ['photo.jpg', '--out', 'v.mp4', '--motion', ''], /'--motion .* Expected a name/],
    ['an empty appearance', ['photo.jpg', '--out', 'v.mp4', '--appearance', ' '], /Expected a name/],
    [
      'an unknown loop',
      ['photo.jpg', '--out', 'v.mp4', '--loop', 'spin'],
      /Allowed choices are symmetric, crossfade, none/,
    ],
  ])('for %s', async (_, args, message) => {
    const { exitCode, stderr } = await runHere(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('also for a pipe from a process', async () => {
    const { exitCode, stderr } = await runProgram([cli]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/missing required argument 'photo'/);
  });
});

test('keeps the photo if it is named as the output, too', async () => {
  const copy = join(bench.folder, 'photo.mp4');
  await copyFile(bench.photo, copy);
  const { exitCode, stderr } = await runProgram([
    cli,
    copy,
    '--out',
    copy,
    '--force',
    '--bundle',
    bench.bundle,
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^INVALID_SETTINGS: .*is the photo itself; name another\n$/);
  expect(Buffer.compare(await readFile(copy), await readFile(bench.photo))).toBe(0);
});

test('reports in one line that the file exceeds the size limit', async () => {
  const command = [process.execPath, cli, ...bench.shortOf(bench.photo, '--seconds', '8', '--crf', '1')];
  const { exitCode, stderr } = await runProgram(['-c', 'ulimit -f 8; exec "$@"', 'sh', ...command], {}, 'sh');
  expect(exitCode).toBe(1);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^STORAGE_FULL: /);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(await readdir(bench.folder)).toEqual([]);
});

test('keeps an earlier video if making the new one fails', async () => {
  await writeFile(bench.video, 'an earlier video');
  const cut = join(bench.root, 'cut.jpg');
  await writeFile(cut, Buffer.from('ffd8ffe000104a464946', 'hex'));
  const { exitCode } = await runHere(cut, '--out', bench.video, '--force', '--bundle', bench.bundle);
  expect(exitCode).toBe(1);
  expect(await readdir(bench.folder)).toEqual(['video.mp4']);
});
