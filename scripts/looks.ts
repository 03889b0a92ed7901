/**
 * Gives photos the light of every built-in look, and of each other, and prints how near the result comes to what is meant.
 * `npm run looks -- [--photos <folder>] [--sheet <picture>]`; `--measure <picture>` prints the look of one.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { lookOf } from '../src/inference/appearance/looks/light.ts';
import { builtInLooks } from '../src/inference/built-in-looks.ts';
import { type Bundle, loadBundle } from '../src/inference/bundle/bundle.ts';
import type { Photo } from '../src/photo/photo.ts';
import { colourDistance } from './looks/distance.ts';
import { type LightFigures, labOf, lightFigures } from './looks/figures.ts';
import { relight } from './looks/relight.ts';
import { writeSheet } from './looks/sheet.ts';
import { readSubject, type Subject, subjectsOf } from './looks/subject.ts';

interface Options {
  photos?: string;
  sheet?: string;
  measure?: string;
  only?: string;
  tile: number;
  references?: boolean;
}

const defaultFolder = '../shared/stills';
const bundleFolder = fileURLToPath(new URL('../models/default', import.meta.url));
const widthPixels = 320;

/** What a light is recognised by, by the first words of a look's name. */
const recognised: Record<string, (figures: LightFigures) => boolean> = {
  sunset: ({ skyB }) => skyB >= 10,
  'golden-hour': ({ skyB }) => skyB >= 3,
  'blue-hour': ({ meanB, medianL }) => meanB <= -12 && medianL >= 20 && medianL <= 40,
  'moonlit-night': ({ skyB, medianL }) => skyB <= -8 && medianL >= 10 && medianL <= 20,
};

await new Command('looks')
  .description('Gives photos the light of every look, and measures what comes of it.')
  .option('--photos <folder>', 'default: the shared stills, or a generated landscape where there are none')
  .option('--sheet <picture>', 'where to lay out all photos in all looks')
  .option('--tile <pixels>', 'width of a picture on the sheet', Number, 320)
  .option('--only <text>', 'looks whose names match this expression')
  .option('--references', 'also give each photo the light of six others')
  .option('--measure <picture>', 'print the look of a picture as JSON, and do nothing else')
  .action(async (options: Options) => {
    const bundle = await loadBundle(bundleFolder, { device: 'cpu' });
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
  { photos, sheet, only = '', tile, references }: Options,
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
  if (references) await tryReferences(subjects);
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

/** Gives each photo the light of six of them. */
async function tryReferences(subjects: readonly Subject[]): Promise<void> {
  const names = /hills-sunset|lake-twilight|half-dome|pier-sunset|lake-boats|lake-fog/;
  const known = subjects.filter(({ name }) => names.test(name));
  const references = known.length > 0 ? known : subjects.slice(0, 6);
  const ratios = { sky: [] as number[], land: [] as number[], water: [] as number[] };
  for (const subject of subjects) {
    for (const reference of references) {
      if (reference === subject) continue;
      const relit = await relight(subject, lookOf(reference.rgb, reference.shares));
      const lab = shrink(labOf(relit), relit, subject.regions.side);
      for (const region of ['sky', 'land', 'water'] as const) {
        const share = subject.regions[region];
        const like = { lab: reference.lab, share: reference.regions[region] };
        const before = colourDistance({ lab: subject.lab, share }, like);
        const after = colourDistance({ lab, share }, like);
        if (before !== undefined && after !== undefined && before > 1) ratios[region].push(after / before);
      }
    }
  }
  for (const [region, values] of Object.entries(ratios)) {
    if (values.length === 0) continue;
    const median = [...values].sort((a, b) => a - b)[values.length >> 1];
    console.log(
      `light of a reference, ${region}: distance after ÷ before ${meanOf(values).toFixed(2)} (median ${median.toFixed(2)}, ${values.length} pairs)`,
    );
  }
}

/** Planar values of a picture on a square grid, by the nearest pixels. */
function shrink(values: Float32Array, { width, height }: Photo, side: number): Float32Array {
  const points = width * height;
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const plane = Math.floor(i / (side * side));
    const x = Math.floor((((i % side) + 0.5) * width) / side);
    const y = Math.floor(((Math.floor((i % (side * side)) / side) + 0.5) * height) / side);
    return values[plane * points + y * width + x];
  });
}
