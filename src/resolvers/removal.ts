import type { Image } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { encodeGlobalId, requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

/** @returns its former global id. @throws UserError NOT_FOUND, NOT_ENDED. */
export async function deleteAnimation(
  { animationId }: { animationId: string },
  { removal, log }: ApiContext,
): Promise<string> {
  const path = ['input', 'animationId'];
  const id = requireRowId('Animation', animationId, path);
  await at(path, removal.deleteAnimation(id));
  log.info({ animation: id }, 'deleted an animation');
  return animationId;
}

export interface DeleteImageArguments {
  imageId: string;
  withAnimations?: boolean | null;
}

/** Former global ids of the deleted objects. */
export interface Deletion {
  imageId: string;
  animationIds: string[];
}

/** @throws UserError NOT_FOUND, IMAGE_IN_USE, NOT_ENDED. */
export async function deleteImage(
  { imageId, withAnimations }: DeleteImageArguments,
  { removal, log }: ApiContext,
): Promise<Deletion> {
  const path = ['input', 'imageId'];
  const id = requireRowId('Image', imageId, path);
  const along = await at(path, removal.deleteImage(id, { withAnimations: withAnimations ?? false }));
  log.info({ image: id, animations: along.length }, 'deleted an image');
  return { imageId, animationIds: along.map((animation) => encodeGlobalId('Animation', animation)) };
}

/** @throws UserError NOT_FOUND. */
export async function renameImage(
  { imageId, name }: { imageId: string; name: string },
  { images }: ApiContext,
): Promise<Image> {
  const path = ['input', 'imageId'];
  return at(path, images.rename(requireRowId('Image', imageId, path), name));
}

async function at<T>(path: readonly string[], work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw relocateError(error, () => path);
  }
}
