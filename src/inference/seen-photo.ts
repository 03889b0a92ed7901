import { limits } from '../limits.ts';
import { outputSize } from '../photo/decode.ts';
import { openPhoto } from '../photo/open.ts';
import type { Bundle } from './bundle/bundle.ts';
import { type FoundByFlow, findParts } from './motion/motion.ts';
import { loadPhotos, type Photos } from './photos.ts';
import { type KnownPredictions, Predictions } from './predictions.ts';
import { parseSettings } from './settings.ts';

/** Largest width of a region's mask, except for very wide photos. */
const maskWidthPixels = 640;

/** Facts about a photo that do not depend on the video size, as plain data. */
export interface KnownPhoto {
  predictions: KnownPredictions;
  /** By the flow of the usual settings. */
  found: FoundByFlow;
}

/** A photo at the size at which its scene is described. */
export interface SeenPhoto {
  /** Size of the photo as seen. */
  widthPixels: number;
  heightPixels: number;
  photos: Photos;
  known: KnownPhoto;
}

/**
 * Analyses a photo before anything is rendered. Scenes and drafts share the result, so they agree whichever is
 * requested first.
 * @throws UserError for the photo; the reason of `signal` when it aborts
 */
export async function seePhoto(bundle: Bundle, photoPath: string, signal?: AbortSignal): Promise<SeenPhoto> {
  const { widthPixels, heightPixels } = await openPhoto(photoPath);
  const photos = await loadPhotos(photoPath, seenWidth(widthPixels, heightPixels));
  const predictions = new Predictions(bundle, photos);
  const { found } = await findParts(bundle, photos, parseSettings({}), { predictions, signal });
  return { widthPixels, heightPixels, photos, known: { predictions: predictions.known, found } };
}

/** Very wide photos are analysed at a larger width, so that enough rows remain. */
function seenWidth(width: number, height: number): number {
  const usual = outputSize({ width, height });
  const isFlat = maskWidthPixels * height < limits.frame.minSidePixels * width;
  return isFlat ? usual.width : Math.min(usual.width, maskWidthPixels);
}
