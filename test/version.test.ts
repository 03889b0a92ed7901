import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { places } from '../scripts/version/places.ts';

const { version } = packageFile;
const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

it.each(places)('$path has the version of the project', ({ path, read: versionsIn }) => {
  const versions = versionsIn(read(path));
  expect(versions).not.toEqual([]);
  expect(new Set(versions)).toEqual(new Set([version]));
});

it.each(places)(
  'the next version can be written to $path, and changes nothing else',
  ({ path, read: versionsIn, write }) => {
    const text = read(path);
    const next = write(text, '99.0.0-rc.9');
    expect(new Set(versionsIn(next))).toEqual(new Set(['99.0.0-rc.9']));
    expect(write(next, version)).toBe(text);
  },
);

it('has a section in the changelog, and one about upgrading to it', () => {
  const [, newest, date] = /^## (\d\S+) - (\d{4}-\d\d-\d\d)$/m.exec(read('CHANGELOG.md')) ?? [];
  expect(newest).toBe(version);
  expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  expect(read('docs/upgrading.md')).toMatch(
    new RegExp(`^## From \\S+ to ${version.replaceAll('.', '\\.')}$`, 'm'),
  );
});
