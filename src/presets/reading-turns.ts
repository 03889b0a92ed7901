import { FairTurns } from '../fair-turns.ts';
import type { LightPreviews } from '../inference/appearance/light-previews.ts';
import type { PictureLook } from '../inference/appearance/picture-look.ts';
import type { ClipLight } from '../inference/clip/clip-light.ts';
import type { ClipMotion } from '../inference/clip/clip-motion.ts';

/** Reads files for presets or their previews, by path. */
export interface FileReader {
  light(path: string): Promise<PictureLook>;
  previews(path: string): Promise<LightPreviews>;
  motion(path: string): Promise<ClipMotion>;
  clipLight(path: string): Promise<ClipLight>;
}

/** Networks need about 0.5 GB for a file: one at a time, with fair turns by project. */
export const readingTurns = new FairTurns(1);
