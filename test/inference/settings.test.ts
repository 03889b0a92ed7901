import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { type AnimationSettingsInput, countFrames, parseSettings } from '../../src/inference/settings.ts';
import { code } from './test-bundle.ts';

test('empty settings give the defaults', () => {
  expect(parseSettings({})).toEqual({
    fps: 30,
    seconds: 8,
    motion: 0.7,
    appearance: 'none',
    speed: 0.075,
    ripples: 1,
    drive: 'steady',
    loop: 'symmetric',
    crf: 20,
    encoderPreset: 'medium',
  });
});

describe('the speed, which is per frame,', () => {
  test.each([
    [12, 0.1875],
    [30, 0.075],
    [60, 0.0375],
  ])('gives, at %d frames per second, the same motion per second by default', (fps, speed) => {
    expect(parseSettings({ fps }).speed).toBe(speed);
    expect(parseSettings({ fps, speed: undefined }).speed).toBe(speed);
  });

  test('is at most a whole step by default', () => {
    expect(parseSettings({ fps: 1 }).speed).toBe(1);
  });

  test.each([12, 30, 60])('is, at %d frames per second, the given one', (fps) => {
    expect(parseSettings({ fps, speed: 0.075 }).speed).toBe(0.075);
    expect(parseSettings({ fps, speed: 0 }).speed).toBe(0);
  });
});

test('all invalid settings are reported together', () => {
  const error = catchError(() => parseSettings({ speed: 5, seconds: 0, fps: 30 }));
  expect(error).toMatchObject({ code: 'INVALID_SETTINGS', path: ['seconds'] });
  expect((error as UserError).message).toMatch(/^seconds: .*but received 0; speed: .*but received 5$/);
});

test('a crf of 0 counts as 1, except for lossless video', () => {
  expect(parseSettings({ crf: 0 })).toMatchObject({ crf: 1 });
  expect(parseSettings({ crf: 0, lossless: true })).toMatchObject({ lossless: true });
});

test('the number of frames is rounded, and at least one', () => {
  expect(countFrames({ seconds: 8, fps: 30 })).toBe(240);
  expect(countFrames({ seconds: 1.02, fps: 24 })).toBe(24);
  expect(countFrames({ seconds: 0.1, fps: 1 })).toBe(1);
});

describe('an invalid setting is named, with what was expected and received', () => {
  const faulty: [unknown, string[], RegExp][] = [
    [{ speed: 5 }, ['speed'], /^speed: .*1, but received 5$/],
    [{ seconds: 0 }, ['seconds'], /^seconds: .*0\.1, but received 0$/],
    [{ fps: Number.NaN }, ['fps'], /^fps: .*, but received "?NaN"?$/],
    [
      { motion: 'fast' },
      ['motion'],
      /^motion: Expected a place from 0 to 1 or an array of 8 finite numbers, but received "fast"$/,
    ],
    [{ motion: code(Number.NaN) }, ['motion'], /NaN/],
    [{ motion: [1, 2] }, ['motion'], /exactly 8 numbers, but received \[1,2\]$/],
    [{ appearance: 'dusk' }, ['appearance'], /^appearance: Expected "none", a place/],
    [{ appearance: [] }, ['appearance'], /^appearance: /],
    [{ loop: 'pingpong' }, ['loop'], /symmetric.*but received "pingpong"$/],
    [{ seed: 1.5 }, ['seed'], /but received 1\.5$/],
    [{ widthPixels: 10 }, ['widthPixels'], /64, but received 10$/],
    [{ colour: 'red' }, [], /^Expected only known settings, but received colour$/],
    [
      { regions: [{ area: { region: 'SKY' }, speed: 3 }] },
      ['regions', '0'],
      /^regions\.0: Expected only known settings, but received speed$/,
    ],
    [
      { regions: [{}] },
      ['regions', '0', 'area'],
      /^regions\.0\.area: Expected an object, but received nothing$/,
    ],
  ];
  test.each(faulty)('%j', (input, path, message) => {
    const error = catchError(() => parseSettings(input as AnimationSettingsInput));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'INVALID_SETTINGS', path });
    expect((error as UserError).message).toMatch(message);
  });
});

function catchError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
