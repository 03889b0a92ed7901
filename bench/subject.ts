import { join } from 'node:path';
import type { Bundle } from '../src/inference/bundle/bundle.ts';
import { networkSize } from '../src/inference/bundle/schema.ts';
import { FramePlanner } from '../src/inference/frames/frame-planner.ts';
import { predictMotion } from '../src/inference/motion/motion.ts';
import { loadPhotos, type Photos } from '../src/inference/photos.ts';
import { enlargeTwice } from '../src/inference/renderer/enlarge.ts';
import type { RendererSetup } from '../src/inference/renderer/renderer.ts';
import {
  type AnimationSettings,
  type AnimationSettingsInput,
  countFrames,
  parseSettings,
} from '../src/inference/settings.ts';
import { writeScenePhoto } from '../src/scenes/write.ts';

export const bundleDirectory = new URL('../models/default', import.meta.url).pathname;

/** The subject of every section: the generated landscape, with the motion of the default settings. */
export interface Subject {
  folder: string;
  photoPath: string;
  bundle: Bundle;
  photos: Photos;
  settings: AnimationSettings;
  setup: RendererSetup;
  planner: FramePlanner;
}

/** The caller must close the bundle. */
export async function prepareSubject(
  folder: string,
  bundle: Bundle,
  { widthPixels = 1920, ...input }: AnimationSettingsInput,
): Promise<Subject> {
  const photoPath = await writePhoto(folder, widthPixels);
  const settings = parseSettings({ ...input, widthPixels });
  const photos = await loadPhotos(photoPath, settings.widthPixels);
  const motion = await predictMotion(bundle, photos, settings);
  const grid = { width: networkSize, height: networkSize };
  const setup: RendererSetup = {
    photo: photos.output,
    layers: motion.layers.map(({ mask, background }) => ({ mask, background: enlargeTwice(background) })),
    motionGrid: grid,
    colourGrid: grid,
    colourTransfer: bundle.description.colourTransfer,
  };
  const planner = new FramePlanner({
    layers: motion.layers,
    output: photos.output,
    frames: countFrames(settings),
  });
  return { folder, photoPath, bundle, photos, settings, setup, planner };
}

/** A generated landscape of that width, 16:9, as a JPEG. */
export async function writePhoto(folder: string, width: number): Promise<string> {
  const path = join(folder, `landscape-${width}.jpg`);
  await writeScenePhoto(path, { width, height: 2 * Math.round((width * 9) / 32) });
  return path;
}
