import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCutOut, encodeGrey } from '../../photo/cut-out.ts';
import { decodePhoto, outputSize } from '../../photo/decode.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { describeScene } from '../scene-data.ts';
import type { DraftTasks, SceneFacts } from './draft-messages.ts';
import type { DraftPhotos } from './draft-photos.ts';

/** Width of the pictures that highlight a region. */
const previewWidth = 320;

/**
 * Detects what a photo shows, and writes the accompanying pictures.
 * @throws UserError of the photo
 */
export async function findScene(
  bundle: Bundle,
  { photo, folder }: DraftTasks['scene']['task'],
  photos: DraftPhotos,
  signal?: AbortSignal,
): Promise<SceneFacts> {
  const { regions, known, ...facts } = await describeScene(bundle, photo.path, { signal });
  photos.learn(photo.sha256, known);
  const size = outputSize({ width: facts.widthPixels, height: facts.heightPixels }, previewWidth);
  const small = await decodePhoto(photo.path, size);
  for (const { region, mask } of regions) {
    const path = join(folder, region.toLowerCase());
    await writeFile(`${path}.png`, await encodeGrey(mask));
    await writeFile(`${path}.jpg`, await encodeCutOut(small, mask));
  }
  return { ...facts, regions: regions.map(({ mask: _, ...region }) => region) };
}
