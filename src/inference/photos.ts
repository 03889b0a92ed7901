import { decodePhoto, outputSize, resizePhoto } from '../photo/decode.ts';
import { openPhoto } from '../photo/open.ts';
import type { Photo } from '../photo/photo.ts';
import { toNetworkImage } from './bundle/network-image.ts';
import { encoderSize, networkSize, sceneSize } from './bundle/schema.ts';
import { closeSize, type SceneViews, sceneViews } from './scene.ts';

/** One photo in every size that is needed. */
export interface Photos {
  /** At output size. */
  output: Photo;
  /** 256 × 256, aspect not kept, as the predictors take it: planar RGB in [-1, 1]. */
  forPredictors: Float32Array;
  /** As the scene network looks at it: made when first asked for. */
  forScene: () => Promise<SceneViews>;
  /** 128 × 128, as the encoders take it: made when first asked for. */
  forEncoders: () => Promise<Float32Array>;
}

/**
 * Decodes a photo for a video of a width (default: see `outputSize`).
 * @throws UserError of the photo or of the width
 */
export async function loadPhotos(path: string, widthPixels?: number): Promise<Photos> {
  const original = await openPhoto(path);
  const size = outputSize({ width: original.widthPixels, height: original.heightPixels }, widthPixels);
  return sizePhoto(await decodePhoto(path, size));
}

/** A photo in every size that networks take. */
export async function sizePhoto(output: Photo): Promise<Photos> {
  const square = (side: number) => resizePhoto(output, side, side);
  const sized = async (side: number) => toNetworkImage(await square(side));
  return {
    output,
    forPredictors: await sized(networkSize),
    forScene: once(async () => sceneViews(await square(sceneSize), await square(closeSize))),
    forEncoders: once(() => sized(encoderSize)),
  };
}

/** What is made when it is first asked for, and then kept. What made it is let go, the photo with it. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  let pending: typeof make | undefined = make;
  return () => {
    if (pending) made = pending();
    pending = undefined;
    return made as Promise<Made>;
  };
}
