import { UserError } from '../errors.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { outputName } from '../outputs/file-names.ts';
import type { SizeSettings } from '../outputs/plan.ts';
import { type Owner, ownerOf } from '../owned-keys.ts';
import { type Caller, hasScope, projectOf } from './caller.ts';

/** Facts about a stored file, from the row that refers to it. */
export interface KnownFile {
  /** A readable name, such as `fjord-1920x1080.mp4`; null if it has none. */
  name: string | null;
  /** Whether it is an original photo, whose metadata may contain the location. */
  isPhoto: boolean;
}

const unnamed: KnownFile = { name: null, isPhoto: false };

/**
 * The output of an animation that is stored under a key.
 * @param where condition for the animation
 */
export async function animationOfFile(
  prisma: PrismaClient,
  key: string,
  where: Prisma.AnimationWhereInput,
): Promise<KnownFile | null> {
  const output = await prisma.output.findFirst({
    where: { storageKey: key, animation: where },
    select: {
      id: true,
      animation: {
        select: {
          settings: true,
          image: { select: { name: true, widthPixels: true, heightPixels: true } },
          outputs: { orderBy: { position: 'asc' } },
        },
      },
    },
  });
  if (!output) return null;
  const { image, settings, outputs } = output.animation;
  const { name, widthPixels: width, heightPixels: height } = image;
  const found = outputs.find(({ id }) => id === output.id);
  if (!found) return null;
  const made = { photo: { name, width, height }, settings: settings as SizeSettings, outputs };
  return { name: outputName(found, made), isPhoto: false };
}

/**
 * A stored file that a caller may fetch: with scope read, the files that rows of the project refer to; with a token,
 * those of its animation. A file that no row refers to any more is not served, even if it still exists.
 * @returns null if the caller may not fetch it
 * @throws UserError NOT_FOUND if the caller has scope read, but the file does not belong to the project
 */
export async function fileFor(prisma: PrismaClient, caller: Caller, key: string): Promise<KnownFile | null> {
  if (caller.kind === 'animation') return animationOfFile(prisma, key, { id: caller.animationId });
  if (!hasScope(caller, 'read')) return null;
  const projectId = projectOf(caller);
  const owner = ownerOf(key);
  if (owner && (await isOwn(prisma, owner, projectId))) return unnamed;
  const photo = await prisma.image.findFirst({
    where: { storageKey: key, projectId },
    select: { name: true },
  });
  if (photo) return { name: photo.name, isPhoto: true };
  const output = await animationOfFile(prisma, key, { projectId });
  if (output) return output;
  throw noFile();
}

export function noFile(): UserError {
  return new UserError('NOT_FOUND', 'There is no file at this address');
}

/**
 * Whether a derived file belongs to a picture of the project, or a draft belongs to the project and has not expired.
 */
async function isOwn(prisma: PrismaClient, owner: Owner, projectId: string): Promise<boolean> {
  if ('imageId' in owner) {
    return (await prisma.image.count({ where: { id: owner.imageId, projectId } })) > 0;
  }
  return owner.projectId === projectId && owner.expiresAt > new Date();
}
