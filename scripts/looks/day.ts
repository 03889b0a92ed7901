import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { relightDay } from './relight.ts';
import { writeSheet } from './sheet.ts';
import type { Subject } from './subject.ts';

const path = ['dawn', 'morning', 'noon', 'golden-hour', 'sunset', 'blue-hour', 'moonlit-night'];
const frames = 12;
/** Photos for the sheet, if they exist. */
const shown = /alpine-lake|fjord-clouds|picos-mountains|beach-dunes/;
const most = 4;

/** Writes a sheet of frames of a day, from dawn to night and back, on four photos. */
export async function layOutDay(subjects: readonly Subject[], sheet: string, tile: number): Promise<void> {
  const looks = path.flatMap((wanted) => builtInLooks.find(({ name }) => name === wanted)?.look ?? []);
  const known = subjects.filter(({ name }) => shown.test(name));
  const rows: Photo[][] = [];
  for (const subject of (known.length > 0 ? known : subjects).slice(0, most)) {
    rows.push([subject.photo, ...(await relightDay(subject, looks, frames))]);
  }
  const labels = ['photo', ...Array.from({ length: frames }, (_, i) => `frame ${i + 1} of ${frames}`)];
  await writeSheet(sheet, labels, rows, tile);
}
