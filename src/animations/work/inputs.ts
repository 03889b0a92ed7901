import { StorageUnavailable, UserError } from '../../errors.ts';
import type { Image } from '../../generated/prisma/client.ts';
import type { RenderRequest } from '../../inference/job.ts';
import type { Storage } from '../../storage/storage.ts';

/** The input pictures of a video as local files, until it is disposed. */
export interface RenderInputs extends AsyncDisposable {
  paths: Pick<RenderRequest, 'photoPath' | 'pictures'>;
}

type Picture = Pick<Image, 'storageKey' | 'sha256'>;

/**
 * Opens the photo of an animation, and the pictures that its settings refer to.
 * @throws StorageUnavailable if a file is missing, because pictures cannot be deleted while animations use them
 */
export async function openInputs(
  storage: Pick<Storage, 'localFile'>,
  photo: Picture,
  pictures: readonly Picture[],
): Promise<RenderInputs> {
  await using opened = new AsyncDisposableStack();
  const pathOf = async ({ storageKey }: Picture) =>
    opened.use(await storage.localFile(storageKey).catch(lost)).path;
  const photoPath = await pathOf(photo);
  const named: Record<string, string> = {};
  for (const picture of pictures) named[picture.sha256] = await pathOf(picture);
  const files = opened.move();
  return {
    paths: { photoPath, ...(pictures.length > 0 && { pictures: named }) },
    [Symbol.asyncDispose]: () => files.disposeAsync(),
  };
}

function lost(cause: unknown): never {
  if (!(cause instanceof UserError && cause.code === 'NOT_FOUND')) throw cause;
  throw new StorageUnavailable('The file of an acknowledged picture is not in this storage', { cause });
}
