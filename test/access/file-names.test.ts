import { expect, it } from 'vitest';
import { outputName } from '../../src/access/file-names.ts';

const video = {
  kind: 'VIDEO' as const,
  format: 'mp4-h264',
  crop: 'original',
  widthPixels: 1920,
  heightPixels: 1080,
  storageKey: 'animations/0193-1/0123.mp4',
};

it.each([
  ['fjord.jpg', {}, 'fjord-1920x1080.mp4'],
  ['fjord.jpg', { format: 'mp4-av1' }, 'fjord-1920x1080-av1.mp4'],
  ['fjord.jpg', { crop: '9:16', widthPixels: 608 }, 'fjord-9x16-608x1080.mp4'],
  ['fjord.jpg', { format: 'webm-vp9-alpha', storageKey: 'a/b.webm' }, 'fjord-1920x1080-vp9-alpha.webm'],
  ['fjord.jpg', { format: 'animated-webp', storageKey: 'a/b.webp' }, 'fjord-1920x1080.webp'],
  ['fjord.jpg', { kind: 'POSTER', format: 'jpeg', storageKey: 'a/b.jpg' }, 'fjord-poster-1920x1080.jpg'],
  ['v1.2 of the fjord', {}, 'v1.2 of the fjord-1920x1080.mp4'],
  ['.jpg', {}, '.jpg-1920x1080.mp4'],
] as const)('an output of %s with %o is called %s', (photo, facts, name) => {
  expect(outputName(photo, { ...video, ...facts })).toBe(name);
});
