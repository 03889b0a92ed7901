import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { predictColours } from '../../src/inference/appearance/appearance.ts';
import type { Colours } from '../../src/inference/appearance/colours.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import type { Photos } from '../../src/inference/photos.ts';
import { mixMaps } from '../../src/inference/renderer/mix-maps.ts';
import { type AnimationSettingsInput, parseSettings } from '../../src/inference/settings.ts';
import { code, type TestBundleOptions, writeTestBundle } from './test-bundle.ts';

let root: string;
let bundle: Bundle | undefined;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'appearance-'));
});
afterEach(async () => {
  await bundle?.close();
  bundle = undefined;
});
afterAll(() => rm(root, { recursive: true }));

/** A grey photo: E_A of the test bundle calls it (0.25, 0.25, 0.25, 0 …). */
const photo = { width: 2, height: 2, rgba: new Uint8Array(16).fill(160) };
const photos: Photos = {
  output: photo,
  forPredictors: new Float32Array(3 * 256 * 256).fill(0.25),
  forScene: async () => ({ whole: new Float32Array(0), corners: [] }),
  forEncoders: async () => new Float32Array(3 * 128 * 128).fill(0.25),
};

async function predict(
  settings: AnimationSettingsInput,
  options: TestBundleOptions = {},
): Promise<Colours | undefined> {
  bundle = await loadBundle(await writeTestBundle(await mkdtemp(join(root, 'bundle-')), options), {
    device: 'cpu',
  });
  return predictColours(bundle, photos, parseSettings({ seconds: 100, fps: 1, ...settings }));
}

/** Gain of red less 1 is the first number of the code. */
const red = (colours: Colours | undefined, frame: number) =>
  colours ? mixMaps(colours.colourAt(frame).now).gain[0] - 1 : Number.NaN;

test('no appearance leaves the colours unchanged', async () => {
  expect(await predict({ appearance: 'none' })).toBeUndefined();
});

describe('a sequence of codes', () => {
  const appearance = [code(0), code(0.25), code(0.5, 0.1)];

  test('starts at the photo, so that the maps of frame 0 cancel out', async () => {
    const colours = await predict({ appearance });
    const { now, start } = colours?.colourAt(0) ?? {};
    expect(now && mixMaps(now)).toEqual(start);
    expect(red(colours, 0)).toBeCloseTo(0.25, 6);
  });

  test('passes both ends of the sequence and returns', async () => {
    const colours = await predict({ appearance });
    const reds = Array.from({ length: 101 }, (_, frame) => red(colours, frame));
    expect(Math.max(...reds)).toBeCloseTo(0.5, 2);
    expect(Math.min(...reds)).toBeCloseTo(0, 2);
    expect(reds[100]).toBeCloseTo(reds[0], 6);
  });

  test('changes smoothly', async () => {
    const colours = await predict({ appearance });
    const reds = Array.from({ length: 100 }, (_, frame) => red(colours, frame));
    const steps = reds.slice(1).map((value, i) => Math.abs(value - reds[i]));
    expect(Math.max(...steps)).toBeLessThan(0.02);
  });

  test('moves on to its end if the video does not loop', async () => {
    const colours = await predict({ appearance: [code(0.25), code(0.5), code(1)], loop: 'none' });
    expect(red(colours, 0)).toBeCloseTo(0.25, 6);
    expect(red(colours, 99)).toBeCloseTo(1, 6);
  });
});

describe('a position in the codebook', () => {
  const appearance = [0.1, 0.2, 0.3].map((end, i) => ({ label: `Clip ${i}`, codes: [code(0), code(end)] }));

  test('selects the nearest sequence', async () => {
    for (const [place, end] of [
      [0, 0.1],
      [0.6, 0.2],
      [1, 0.3],
    ]) {
      const colours = await predict(
        { appearance: place, loop: 'none' },
        { appearance, absent: ['appearance-encoder.onnx'] },
      );
      expect(red(colours, 99)).toBeCloseTo(end, 6);
      await bundle?.close();
      bundle = undefined;
    }
  });

  test('is rejected if the bundle has no sequences', async () => {
    const predicting = predict({ appearance: 0.5 }, { appearance: [] });
    await expect(predicting).rejects.toMatchObject({ code: 'INVALID_SETTINGS', path: ['appearance'] });
  });
});

describe('without an appearance encoder', () => {
  const absent: TestBundleOptions['absent'] = ['appearance-encoder.onnx'];

  test('starts a sequence at its beginning', async () => {
    const colours = await predict({ appearance: [code(0), code(0.25)] }, { absent });
    expect(red(colours, 0)).toBeCloseTo(0, 6);
  });

  test('rejects a single code, because its start is unknown', async () => {
    const predicting = predict({ appearance: [code(1)] }, { absent });
    await expect(predicting).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringContaining('at least two codes'),
    });
  });
});
