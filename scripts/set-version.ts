/** `npm run set-version -- 1.2.0`: writes the version of a release to every place that states it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from './version/places.ts';

const [, , version] = process.argv;
if (!/^\d+\.\d+\.\d+(-[a-z]+\.\d+)?$/.test(version ?? '')) {
  throw new Error(`Expected a version, such as 1.2.0 or 1.2.0-beta.1, but received ${version}`);
}
for (const { path, write } of places) {
  const file = join(import.meta.dirname, '..', path);
  writeFileSync(file, write(readFileSync(file, 'utf8'), version));
}
