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
  /** As the scene network looks at it. */
  forScene: SceneViews;
  /** 128 × 128, as the encoders take it. */
  forEncoders: Float32Array;
}

/**
 * Decodes a photo for a video of a width (default: see `outputSize`).
 * @throws UserError of the photo or of the width
 */
export async function loadPhotos(path: string, widthPixels?: number): Promise<Photos> {
  const original = await openPhoto(path);
  const size = outputSize({ width: original.widthPixels, height: original.heightPixels }, widthPixels);
  const output = await decodePhoto(path, size);
  const square = (side: number) => resizePhoto(output, side, side);
  const sized = async (side: number) => toNetworkImage(await square(side));
  return {
    output,
    forPredictors: await sized(networkSize),
    forScene: sceneViews(await square(sceneSize), await square(closeSize)),
    forEncoders: await sized(encoderSize),
  };
}
