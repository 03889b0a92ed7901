import { expect, it } from 'vitest';
import { inputOf, readSettings, SettingsFault } from '../src/settings.ts';

const photo = { animation: null, focalX: 25, focalY: 80 };

it('prefers the editor’s choices to the studio’s, and those to the site’s', () => {
  const studio = JSON.stringify({ input: { imageId: 'x', settings: { ripples: 2, durationSeconds: 4 } } });
  const settings = readSettings({ studio, durationSeconds: 6, light: 'dusk', motion: 'calm' });
  const input = inputOf({ settings: { fps: 24, ripples: 1 } }, { ...photo, animation: { settings } });
  expect(input).toEqual({
    fps: 24,
    ripples: 2,
    durationSeconds: 6,
    motion: { preset: 'calm' },
    appearance: { light: { moments: [{ preset: 'dusk' }], course: 'HELD' } },
  });
});

it('accepts regions alone, as the studio copies them for the command line', () => {
  const settings = readSettings({ studio: '{"regions":[],"speedPercent":2}' });
  expect(inputOf({}, { ...photo, animation: { settings } })).toEqual({ regions: [], speedPercent: 2 });
});

it('centres crops on the focal point, unless the site sets another', () => {
  const focus = { x: 0.25, y: 0.8 };
  expect(inputOf({ crop: 'SQUARE_1_1' }, photo).outputs?.list).toEqual([
    { format: 'MP4_H264', crop: 'SQUARE_1_1', focus },
    { format: 'JPEG', crop: 'SQUARE_1_1', focus },
  ]);
  const list = [
    { format: 'MP4_H264' as const },
    { format: 'JPEG' as const, crop: 'SQUARE_1_1' as const, focus: { x: 0, y: 0 } },
  ];
  expect(inputOf({ settings: { outputs: { list } } }, photo).outputs?.list).toEqual(list);
});

it('rejects text that is not from the studio', () => {
  for (const studio of ['{"regions":[', '[]', '3', 'null']) {
    expect(() => readSettings({ studio })).toThrow(SettingsFault);
  }
});
