import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLookApart } from '../../../src/inference/engine/read-look.ts';
import { lookSchema } from '../../../src/inference/look.ts';
import { gradientJpeg } from '../../support/photo.ts';
import { writeTestBundle } from '../test-bundle.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'read-look-'));
});
afterAll(() => rm(root, { recursive: true }));

test('the light of a picture is read in a process of its own: look and code', async () => {
  const path = join(root, 'picture.jpg');
  await writeFile(path, await gradientJpeg());
  const bundle = await writeTestBundle(await mkdtemp(join(root, 'bundle-')));
  const { look, code } = await readLookApart(bundle, path);
  expect(lookSchema.parse(look)).toEqual(look);
  expect(code).toHaveLength(8);
});

test('a picture that is none is refused as elsewhere', async () => {
  const path = join(root, 'text.png');
  await writeFile(path, 'no picture');
  const bundle = await writeTestBundle(await mkdtemp(join(root, 'bundle-')));
  await expect(readLookApart(bundle, path)).rejects.toMatchObject({ code: 'INVALID_IMAGE' });
});
