import { expect, it } from 'vitest';
import { inOptionWords } from '../../src/cli/option-words.ts';
import { UserError } from '../../src/errors.ts';

const files = ['/a/lake.mp4', '/a/lake.gif'];

it.each([
  [
    'a setting',
    'widthPixels: Expected at most 7680, but received 9999',
    ['widthPixels'],
    '--width: Expected at most 7680, but received 9999',
  ],
  [
    'more than one',
    'fps: Expected a number; seconds: Expected a number',
    ['fps'],
    '--fps: Expected a number; --seconds: Expected a number',
  ],
  [
    'a setting that is passed on unchanged',
    'loop: Expected one of "symmetric", "crossfade", "none"',
    ['loop'],
    '--loop: Expected one of "symmetric", "crossfade", "none"',
  ],
  [
    'a field of a file',
    'outputs.1.format: Expected at most 50 fps for GIF; lower it',
    ['outputs', '1', 'format'],
    '/a/lake.gif: format: Expected at most 50 fps for GIF; lower it',
  ],
  [
    'a file whose size is impossible',
    'Expected a smaller file',
    ['outputs', '0', 'widthPixels'],
    '/a/lake.mp4: Expected a smaller file',
  ],
  [
    'a setting without an option of its own',
    'regions.0.speed: Expected a number',
    ['regions'],
    'regions.0.speed: Expected a number',
  ],
])('an error about %s uses the names of the command line', (_, message, path, expected) => {
  const error = new UserError('INVALID_SETTINGS', message, { path });
  expect(inOptionWords(error, files)).toMatchObject({ code: 'INVALID_SETTINGS', message: expected, path });
});

it('other errors stay as they are', () => {
  const error = new TypeError('speed: Expected nothing');
  expect(inOptionWords(error)).toBe(error);
});
