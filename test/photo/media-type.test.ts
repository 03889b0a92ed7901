import { expect, it } from 'vitest';
import { mayBePhoto } from '../../src/photo/format.ts';

it.each([
  'image/jpeg',
  'IMAGE/JPEG',
  'image/jpg',
  'image/pjpeg',
  'image/jpeg; charset=binary',
  'image/x-png',
  'application/octet-stream',
  '',
])('a file announced as %j may be a photo, which its bytes decide', (type) => {
  expect(mayBePhoto(type)).toBe(true);
});

it.each([
  'image/heic',
  'image/heif',
  'image/svg+xml',
  'image/jxl',
  'video/mp4',
  'text/html',
  'application/pdf',
])('a file announced as %j is not accepted', (type) => {
  expect(mayBePhoto(type)).toBe(false);
});
