import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { animate } from '../../src/inference/animate.ts';
import { loadBundle } from '../../src/inference/bundle/bundle.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import { withFileNames } from '../../src/outputs/spec.ts';
import { probeVideo } from '../../src/video/decoder.ts';
import { landscape } from '../photo/pictures.ts';
import { code, writeTestBundle } from './test-bundle.ts';

const told = 'HERE-I-LIVE';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'driftscape-no-metadata-'));
});
afterAll(() => rm(root, { recursive: true }));

test('videos and posters contain no metadata of the photo', async () => {
  const photoPath = join(root, `${told}.jpg`);
  await landscape()
    .withExif({
      IFD0: { Artist: told, ImageDescription: told },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSAreaInformation: told },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${told}</x:xmpmeta>`)
    .jpeg()
    .toFile(photoPath);
  expect((await readFile(photoPath)).includes(told)).toBe(true);
  const bundle = await loadBundle(await writeTestBundle(join(root, 'bundle')), { device: 'cpu' });
  const settings = parseSettings({ seconds: 0.2, motion: code(0.8, 0.1), encoderPreset: 'ultrafast' });
  const outputs = withFileNames([{ format: 'mp4-h264' }, { format: 'jpeg' }]);
  const report = await animate(bundle, { photoPath, folder: root, outputs, settings }).finally(() =>
    bundle.close(),
  );
  const [video, poster] = await Promise.all(
    report.outputs.map(({ fileName }) => readFile(join(root, fileName))),
  );
  expect([video, poster].map((bytes) => bytes.includes(told))).toEqual([false, false]);
  const { exif, xmp, iptc, comments } = await sharp(poster).metadata();
  expect([exif, xmp, iptc, comments]).toEqual([undefined, undefined, undefined, undefined]);
  expect((await probeVideo(join(root, report.outputs[0].fileName))).comment ?? '').toMatch(
    /^(driftscape .*)?$/,
  );
});
