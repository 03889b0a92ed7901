import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VideoEncoderSettings } from '../../src/video/video.ts';

/** What a GPU does in a test; undefined: FFmpeg asks this machine's. */
let gpu: ((openX264: () => Promise<unknown>) => Promise<unknown>) | undefined;
vi.mock('../../src/video/codec.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/video/codec.ts')>();
  return {
    ...original,
    openCodec(settings: VideoEncoderSettings) {
      if (!gpu || settings.encoder === 'x264') return original.openCodec(settings);
      return gpu(() => original.openCodec({ ...settings, encoder: 'x264' }));
    },
  };
});

/** Each test is a process of its own to the module, which remembers the outcome. */
let chooseEncoder: typeof import('../../src/video/choose-encoder.ts').chooseEncoder;
let lines: string[];
let folder: string;
const log = (line: string) => lines.push(line);
beforeEach(async () => {
  vi.resetModules();
  ({ chooseEncoder } = await import('../../src/video/choose-encoder.ts'));
  gpu = undefined;
  lines = [];
  folder = await mkdtemp(join(tmpdir(), 'choose-encoder-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('takes x264 where it is asked for, without a trial', async () => {
  gpu = () => Promise.reject(new Error('Nobody may ask'));
  expect(await chooseEncoder('x264', { log })).toBe('x264');
  expect(lines).toEqual([]);
});

it('takes the GPU where a trial came out whole, and tries once', async () => {
  let trials = 0;
  gpu = (openX264) => {
    trials++;
    return openX264();
  };
  expect(await chooseEncoder('auto', { log, trialLimitMs: 30_000 })).toBe('nvenc');
  expect(await chooseEncoder('nvenc', { log })).toBe('nvenc');
  expect(trials).toBe(1);
  expect(await readdir(folder)).toEqual([]);
  expect(lines).toEqual([]);
});

it('takes x264 where the GPU does not answer in time, and says so', async () => {
  const late = Promise.withResolvers<never>();
  gpu = () => late.promise;
  expect(await chooseEncoder('auto', { log, trialLimitMs: 20 })).toBe('x264');
  // What the trial wrote goes away when it ends after all.
  late.reject(new Error('Too late'));
  expect(lines).toEqual(['nvenc is not used: a trial took over 20 ms']);
});

it("cannot be made to take what this machine's FFmpeg has no GPU for", async () => {
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
