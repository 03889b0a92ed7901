import { FairTurns } from '../fair-turns.ts';
import type { LightPreviews } from '../inference/appearance/light-previews.ts';
import type { PictureLook } from '../inference/appearance/picture-look.ts';
import type { ClipLight } from '../inference/clip/clip-light.ts';
import type { ClipMotion } from '../inference/clip/clip-motion.ts';

/** Reads files that presets are made from, or are shown on, by their paths. */
export interface FileReader {
  light(path: string): Promise<PictureLook>;
  previews(path: string): Promise<LightPreviews>;
  motion(path: string): Promise<ClipMotion>;
  clipLight(path: string): Promise<ClipLight>;
}

/** Networks take some 0.5 GB while they look at a file: one at a time, by project in turn. */
export const readingTurns = new FairTurns(1);
