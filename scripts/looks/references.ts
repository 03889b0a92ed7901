import { lookOf } from '../../src/inference/appearance/looks/light.ts';
import type { Bundle } from '../../src/inference/bundle/bundle.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { colourDistance } from './distance.ts';
import { labOf } from './figures.ts';
import { relight, relightLearned } from './relight.ts';
import { writeSheet } from './sheet.ts';
import type { Subject } from './subject.ts';

/** Reference photos with different light, if they exist. */
const usual = /hills-sunset|lake-twilight|half-dome|pier-sunset|lake-boats|lake-fog/;
const most = 6;
/** Photos for the sheets, if they exist. */
const shown = /alpine-lake|beach-dunes|fjord-clouds|picos-mountains|tahoe|storm-road/;
const regions = ['sky', 'land', 'water'] as const;

type Ratios = Record<(typeof regions)[number], number[]>;

/**
 * Applies the light of six reference photos to each photo, by regions and with the appearance networks, and prints the
 * distance between their colours and the reference's, after ÷ before. Writes sheets with some results to the folder
 * `sheets`.
 */
export async function tryReferences(
  bundle: Bundle,
  subjects: readonly Subject[],
  tile: number,
  sheets?: string,
): Promise<void> {
  const known = subjects.filter(({ name }) => usual.test(name));
  const references = (known.length > 0 ? known : subjects).slice(0, most);
  const ways = {
    'by regions': (subject: Subject, reference: Subject) =>
      relight(subject, lookOf(reference.rgb, reference.shares)),
    learned: (subject: Subject, reference: Subject) => relightLearned(bundle, subject, reference),
  };
  for (const [way, give] of Object.entries(ways)) {
    const ratios: Ratios = { sky: [], land: [], water: [] };
    const rows: Photo[][] = [[references[0].photo, ...references.map(({ photo }) => photo)]];
    for (const subject of subjects) {
      const row = [subject.photo];
      for (const reference of references) {
        const relit = reference === subject ? subject.photo : await give(subject, reference);
        row.push(relit);
        if (reference !== subject) compare(subject, relit, reference, ratios);
      }
      if (shown.test(subject.name)) rows.push(row);
    }
    for (const region of regions) {
      if (ratios[region].length > 0)
        console.log(`light of a reference, ${way}, ${region}: ${summary(ratios[region])}`);
    }
    const labels = ['photo', ...references.map(({ name }) => name)];
    if (sheets) await writeSheet(`${sheets}/references-${way.replace(' ', '-')}.jpg`, labels, rows, tile);
  }
}

function compare(subject: Subject, relit: Photo, reference: Subject, ratios: Ratios): void {
  const lab = shrink(labOf(relit), relit, subject.regions.side);
  for (const region of regions) {
    const share = subject.regions[region];
    const like = { lab: reference.lab, share: reference.regions[region] };
    const before = colourDistance({ lab: subject.lab, share }, like);
    const after = colourDistance({ lab, share }, like);
    if (before !== undefined && after !== undefined && before > 1) ratios[region].push(after / before);
  }
}

function summary(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const median = sorted[values.length >> 1];
  return `distance after ÷ before ${mean.toFixed(2)} (median ${median.toFixed(2)}, ${values.length} pairs)`;
}

/** Samples planar values of a picture on a square grid, by the nearest pixels. */
function shrink(values: Float32Array, { width, height }: Photo, side: number): Float32Array {
  const points = width * height;
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const plane = Math.floor(i / (side * side));
    const x = Math.floor((((i % side) + 0.5) * width) / side);
    const y = Math.floor(((Math.floor((i % (side * side)) / side) + 0.5) * height) / side);
    return values[plane * points + y * width + x];
  });
}
