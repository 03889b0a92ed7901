import { StorageUnavailable, UserError } from '../../errors.ts';
import type { Image } from '../../generated/prisma/client.ts';
import type { RenderRequest } from '../../inference/job.ts';
import type { Storage } from '../../storage/storage.ts';

/** The pictures that a video is made from as files on this machine, until it is disposed. */
export interface RenderInputs extends AsyncDisposable {
  paths: Pick<RenderRequest, 'photoPath' | 'pictures'>;
}

type Picture = Pick<Image, 'storageKey' | 'sha256'>;

/**
 * Opens the photo of an animation, and the pictures that its settings name.
 * @throws StorageUnavailable when a file is missing: pictures stay as long as animations are made from them
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
