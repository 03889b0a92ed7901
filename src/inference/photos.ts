import { decodePhoto, outputSize, resizePhoto } from '../photo/decode.ts';
import { openPhoto } from '../photo/open.ts';
import type { Photo } from '../photo/photo.ts';
import { toNetworkImage } from './bundle/network-image.ts';
import { encoderSize, networkSize, sceneSize } from './bundle/schema.ts';
import { closeSize, type SceneViews, sceneViews } from './scene.ts';

/** One photo in all required sizes. */
export interface Photos {
  /** At output size. */
  output: Photo;
  /** 256 × 256, aspect ratio not kept, input of the predictors: planar RGB in [-1, 1]. */
  forPredictors: Float32Array;
  /** Input of the scene network, created on first use. */
  forScene: () => Promise<SceneViews>;
  /** 128 × 128, input of the encoders, created on first use. */
  forEncoders: () => Promise<Float32Array>;
}

/**
 * Decodes a photo for a video of a width (default: see `outputSize`).
 * @throws UserError for the photo or the width
 */
export async function loadPhotos(path: string, widthPixels?: number): Promise<Photos> {
  const original = await openPhoto(path);
  const size = outputSize({ width: original.widthPixels, height: original.heightPixels }, widthPixels);
  return sizePhoto(await decodePhoto(path, size));
}

/** A photo in all input sizes of the networks. */
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

/** A value that is created on first use and cached. Its factory is released, together with the photo. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  let pending: typeof make | undefined = make;
  return () => {
    if (pending) made = pending();
    pending = undefined;
    return made as Promise<Made>;
  };
}
