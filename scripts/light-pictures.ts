import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp, { type Region } from 'sharp';
import { digestOf } from '../src/digest.ts';
import { builtInLooks } from '../src/inference/built-in-looks.ts';
import { loadBundle } from '../src/inference/bundle/bundle.ts';
import { asTaken } from '../src/inference/look.ts';
import type { Photo } from '../src/photo/photo.ts';
import { type LightPictures, lightPicturesFolder } from '../src/presets/light-pictures.ts';
import { generateLandscape } from '../src/scenes/landscape.ts';
import { relight } from './looks/relight.ts';
import { readSubject } from './looks/subject.ts';

/**
 * `npm run light-pictures`: makes a small picture of every built-in light on three generated photos, for the API. Run
 * it after changes of models/looks.json or of how looks are applied.
 */
const [width, height] = [192, 128];
/** Relit at twice the size, so that scaling down hides artefacts that are specific to small pictures. */
const enlarged = 2 * width;

/** Generated landscapes, 1152 × 768, and the crop of each that is used as the photo. */
const scenes: { name: string; label: string; seed: number; part: Region }[] = [
  {
    name: 'lake',
    label: 'A lake below mountains',
    seed: 7,
    part: { left: 0, top: 0, width: 1152, height: 768 },
  },
  {
    name: 'peaks',
    label: 'Mountains below clouds',
    seed: 42,
    part: { left: 80, top: 20, width: 720, height: 480 },
  },
  {
    name: 'spruces',
    label: 'Spruces by the water',
    seed: 5,
    part: { left: 520, top: 240, width: 630, height: 420 },
  },
];

async function writeScene(folder: string, { name, seed, part }: (typeof scenes)[number]): Promise<string> {
  const { photo } = generateLandscape({ width: 1152, height: 768, seed });
  const path = join(folder, `${name}.png`);
  const raw = { width: photo.width, height: photo.height, channels: 4 as const };
  await sharp(photo.rgba, { raw }).removeAlpha().extract(part).toFile(path);
  return path;
}

async function encode({ rgba, width: from, height: down }: Photo): Promise<Buffer> {
  const picture = sharp(rgba, { raw: { width: from, height: down, channels: 4 } }).removeAlpha();
  return picture.resize(width, height, { kernel: 'lanczos3' }).webp({ quality: 78, effort: 6 }).toBuffer();
}

const work = await mkdtemp(join(tmpdir(), 'light-pictures-'));
const bundle = await loadBundle(resolve('models/default'), { device: 'cpu' });
const pictures: LightPictures['pictures'] = [];
try {
  await rm(lightPicturesFolder, { recursive: true, force: true });
  await mkdir(lightPicturesFolder, { recursive: true });
  for (const scene of scenes) {
    const subject = await readSubject(bundle, await writeScene(work, scene), enlarged);
    for (const light of [null, ...builtInLooks]) {
      const bytes = await encode(light ? await relight(subject, light.look) : subject.photo);
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
      const preset = light?.name ?? asTaken;
      const file = `${scene.name}-${preset}-${digest}.webp`;
      await writeFile(join(lightPicturesFolder, file), bytes);
      pictures.push({ scene: scene.name, preset, file, look: light && digestOf(light.look).slice(0, 12) });
    }
  }
} finally {
  await bundle.close();
  await rm(work, { recursive: true });
}
const index: LightPictures = {
  widthPixels: width,
  heightPixels: height,
  scenes: scenes.map(({ name, label }) => ({ name, label })),
  pictures,
};
await writeFile(join(lightPicturesFolder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
console.log(`Wrote ${pictures.length} pictures to ${lightPicturesFolder}`);
