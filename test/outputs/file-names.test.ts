import { expect, it } from 'vitest';
import { outputName } from '../../src/outputs/file-names.ts';
import type { OutputSpec, OutputsSetting } from '../../src/outputs/spec.ts';

const video = {
  kind: 'VIDEO' as const,
  format: 'mp4-h264',
  crop: 'original',
  widthPixels: 1920,
  heightPixels: 1080,
  storageKey: 'animations/0193-1/0123.mp4',
};
const photo = { name: 'fjord.jpg', width: 1920, height: 1080 };

it.each([
  ['fjord.jpg', {}, 'fjord-1920x1080.mp4'],
  ['fjord.jpg', { format: 'mp4-av1' }, 'fjord-1920x1080-av1.mp4'],
  ['fjord.jpg', { crop: '9:16', widthPixels: 608 }, 'fjord-9x16-608x1080.mp4'],
  ['fjord.jpg', { format: 'webm-vp9-alpha', storageKey: 'a/b.webm' }, 'fjord-1920x1080-vp9-alpha.webm'],
  ['fjord.jpg', { format: 'animated-webp', storageKey: 'a/b.webp' }, 'fjord-1920x1080.webp'],
  ['fjord.jpg', { kind: 'POSTER', format: 'jpeg', storageKey: 'a/b.jpg' }, 'fjord-poster-1920x1080.jpg'],
  ['v1.2 of the fjord', {}, 'v1.2 of the fjord-1920x1080.mp4'],
  ['.jpg', {}, '.jpg-1920x1080.mp4'],
] as const)('an output of %s with %o is called %s', (name, facts, expected) => {
  const output = { ...video, ...facts };
  expect(outputName(output, { photo: { ...photo, name }, settings: {}, outputs: [output] })).toBe(expected);
});

const namesOf = (outputs: OutputsSetting, files: readonly object[]) => {
  const rows = files.map((facts) => ({ ...video, ...facts }));
  return rows.map((row) => outputName(row, { photo, settings: { outputs }, outputs: rows }));
};
const h264 = (more: Partial<OutputSpec> = {}): OutputSpec => ({ format: 'mp4-h264', ...more });

it('outputs that would have the same name say how they were asked for, and no others', () => {
  const list = [
    h264(),
    h264({ quality: 40 }),
    h264({ crf: 30, effort: 'small', maxBytes: 1_500_000 }),
    h264({ widthPixels: 640, quality: 40 }),
    h264({ maxBytes: 900_000 }),
    h264({ bitDepth: 8, quality: 40 }),
  ];
  const files = list.map(({ widthPixels }) => (widthPixels ? { widthPixels, heightPixels: 360 } : {}));
  expect(namesOf(list, files)).toEqual([
    'fjord-1920x1080.mp4',
    'fjord-1920x1080-q40.mp4',
    'fjord-1920x1080-crf30-small-max1.5MB.mp4',
    'fjord-640x360.mp4',
    'fjord-1920x1080-max900kB.mp4',
    'fjord-1920x1080-q40-8bit.mp4',
  ]);
});

it('crops with different focus have different names, beside a set too', () => {
  const crop = { crop: '1:1', widthPixels: 1080 } as const;
  const list = [h264({ crop: '1:1' }), h264({ crop: '1:1', focus: { x: 0.25, y: 0.5 } })];
  const set = Array(9).fill({});
  expect(namesOf({ set: 'web', list }, [...set, crop, crop]).slice(9)).toEqual([
    'fjord-1x1-1080x1080.mp4',
    'fjord-1x1-1080x1080-at0.25x0.5.mp4',
  ]);
});

it('outputs of settings that are impossible today are numbered', () => {
  const list = [h264({ widthPixels: 10 }), h264({ widthPixels: 10, quality: 1 })];
  expect(namesOf(list, [{}, {}])).toEqual(['fjord-1920x1080.mp4', 'fjord-1920x1080-2.mp4']);
});
