/**
 * Applies every built-in look to photos, and the light of each photo to the others, and prints how close the results
 * come. `npm run looks -- [--photos <folder>] [--sheet <picture>] [--references <folder>] [--day <picture>]
 * [--banding]`; `--measure <picture>` prints the look of a picture.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { lookOf } from '../src/inference/appearance/looks/light.ts';
import { builtInLooks } from '../src/inference/built-in-looks.ts';
import { type Bundle, loadBundle } from '../src/inference/bundle/bundle.ts';
import type { Photo } from '../src/photo/photo.ts';
import { measureBanding } from './looks/banding.ts';
import { layOutDay } from './looks/day.ts';
import { type LightFigures, lightFigures } from './looks/figures.ts';
import { tryReferences } from './looks/references.ts';
import { relight } from './looks/relight.ts';
import { writeSheet } from './looks/sheet.ts';
import { readSubject, type Subject, subjectsOf } from './looks/subject.ts';

interface Options {
  photos?: string;
  sheet?: string;
  measure?: string;
  only?: string;
  tile: number;
  references?: string | true;
  day?: string;
  banding?: boolean;
  bundle: string;
}

const defaultFolder = '../shared/stills';
const bundleFolder = fileURLToPath(new URL('../models/default', import.meta.url));
const widthPixels = 320;

/** Criteria for a light, by the first words of a look's name. */
const recognised: Record<string, (figures: LightFigures) => boolean> = {
  sunset: ({ skyB }) => skyB >= 10,
  'golden-hour': ({ skyB }) => skyB >= 3,
  'blue-hour': ({ meanB, medianL }) => meanB <= -12 && medianL >= 20 && medianL <= 40,
  'moonlit-night': ({ skyB, medianL }) => skyB <= -8 && medianL >= 10 && medianL <= 20,
};

await new Command('looks')
  .description('Applies the light of every look to photos, and measures the results.')
  .option('--photos <folder>', 'default: the shared stills if there are any, or else a generated landscape')
  .option('--sheet <picture>', 'picture to write with all photos in all looks')
  .option('--tile <pixels>', 'width of a picture on the sheet', Number, 320)
  .option('--only <text>', 'looks whose names match this expression')
  .option('--references [folder]', 'also give each photo the light of six others; lay some out in the folder')
  .option('--day <picture>', 'picture to write with a day on four of the photos')
  .option('--banding', 'also count the levels of a smooth sky in a change from noon to each look')
  .option('--bundle <folder>', 'bundle with the networks for regions and learned light', bundleFolder)
  .option('--measure <picture>', 'print the look of a picture as JSON, and do nothing else')
  .action(async (options: Options) => {
    const bundle = await loadBundle(options.bundle, { device: 'cpu' });
    try {
      if (options.measure) await measure(bundle, options.measure);
      else await tryLooks(bundle, options);
    } finally {
      await bundle.close();
    }
  })
  .parseAsync();

async function measure(bundle: Bundle, path: string): Promise<void> {
  const { rgb, shares } = await readSubject(bundle, path, widthPixels);
  console.log(JSON.stringify(lookOf(rgb, shares)));
}

async function tryLooks(
  bundle: Bundle,
  { photos, sheet, only = '', tile, references, day, banding }: Options,
): Promise<void> {
  const folder = photos ?? (existsSync(defaultFolder) ? defaultFolder : undefined);
  const looks = builtInLooks.filter(({ name }) => new RegExp(only).test(name));
  const subjects: Subject[] = [];
  for await (const subject of subjectsOf(bundle, folder, Math.max(widthPixels, sheet ? tile : 0)))
    subjects.push(subject);
  const rows: Photo[][] = subjects.map(({ photo }) => [photo]);
  console.log('look\tsky b\tmean b\tmedian L\tstructure: land\tsky\twater\tleast\trecognised\tnot in');
  for (const { name, look } of looks) {
    const all: { name: string; figures: LightFigures }[] = [];
    for (const [i, subject] of subjects.entries()) {
      const relit = await relight(subject, look);
      if (sheet) rows[i].push(relit);
      all.push({ name: subject.name, figures: lightFigures(subject.photo, relit, subject.drawn) });
    }
    console.log(rowOf(name, all).join('\t'));
  }
  if (references) await tryReferences(bundle, subjects, tile, references === true ? undefined : references);
  if (day) await layOutDay(subjects, day, tile);
  if (banding) {
    for (const { name, look } of looks) {
      const { decoded, reference, share } = await measureBanding(look);
      const [levels, ideal, least] = [decoded, reference, share].map((value) => value.toFixed(2));
      console.log(
        `sky from noon to ${name}: ${levels} levels per 100 rows, 10 bits ${ideal}; least quotient ${least}`,
      );
    }
  }
  if (sheet) await writeSheet(sheet, ['photo', ...looks.map(({ name }) => name)], rows, tile);
}

function rowOf(look: string, all: readonly { name: string; figures: LightFigures }[]): string[] {
  const mean = (value: (figures: LightFigures) => number) => meanOf(all.map(({ figures }) => value(figures)));
  const rule = Object.entries(recognised).find(([family]) => look.startsWith(family))?.[1];
  const missed = rule ? all.filter(({ figures }) => !rule(figures)) : [];
  const structures = (['land', 'sky', 'water'] as const).map((region) =>
    all.flatMap(({ figures }) => figures.structure[region] ?? []),
  );
  return [
    look,
    mean(({ skyB }) => skyB).toFixed(1),
    mean(({ meanB }) => meanB).toFixed(1),
    mean(({ medianL }) => medianL).toFixed(1),
    ...structures.map((values) => meanOf(values).toFixed(3)),
    Math.min(...structures.flat()).toFixed(3),
    rule ? ((all.length - missed.length) / all.length).toFixed(2) : '–',
    missed
      .map(
        ({ name, figures: { skyB, meanB, medianL } }) =>
          `${name} (${[skyB, meanB, medianL].map(Math.round).join(', ')})`,
      )
      .join(' '),
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
