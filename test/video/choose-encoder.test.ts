import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openVideoEncoder } from '../../src/video/encoder.ts';

/** Each test is a process of its own to the module, which remembers the outcome. */
let chooseEncoder: typeof import('../../src/video/choose-encoder.ts').chooseEncoder;
let lines: string[];
let folder: string;
const log = (line: string) => lines.push(line);
beforeEach(async () => {
  vi.resetModules();
  ({ chooseEncoder } = await import('../../src/video/choose-encoder.ts'));
  lines = [];
  folder = await mkdtemp(join(tmpdir(), 'choose-encoder-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('uses x264 on request, without a trial', async () => {
  const openVideo = () => Promise.reject(new Error('Nobody may ask'));
  expect(await chooseEncoder('x264', { log, openVideo })).toBe('x264');
  expect(lines).toEqual([]);
});

it('uses the GPU if a trial succeeded, and tries once', async () => {
  let trials = 0;
  const openVideo: typeof openVideoEncoder = (path, settings) => {
    trials++;
    expect(settings.encoder).toBe('nvenc');
    return openVideoEncoder(path, { ...settings, encoder: 'x264' });
  };
  expect(await chooseEncoder('auto', { log, openVideo, trialLimitMs: 30_000 })).toBe('nvenc');
  expect(await chooseEncoder('nvenc', { log, openVideo })).toBe('nvenc');
  expect(trials).toBe(1);
  expect(await readdir(folder)).toEqual([]);
  expect(lines).toEqual([]);
});

it('uses x264 if the GPU does not respond in time, and logs that', async () => {
  const late = Promise.withResolvers<never>();
  const openVideo = () => late.promise;
  expect(await chooseEncoder('auto', { log, openVideo, trialLimitMs: 20 })).toBe('x264');
  // What the trial wrote goes away when it ends after all.
  late.reject(new Error('Too late'));
  expect(lines).toEqual(['nvenc is not used: a trial took over 20 ms']);
});

it('rejects a GPU encoder that FFmpeg lacks on this machine', async () => {
  if ((await chooseEncoder('auto', { log })) === 'nvenc') {
    expect(await chooseEncoder('nvenc')).toBe('nvenc');
    return;
  }
  expect(lines).toEqual([expect.stringMatching(/^nvenc is not used: nvenc refused 320 × 192 at 30 fps/)]);
  await expect(chooseEncoder('nvenc')).rejects.toMatchObject({
    code: 'INVALID_SETTINGS',
    message: expect.stringMatching(/^Expected the encoder nvenc to work .* use `auto` or `x264`$/),
  });
});
