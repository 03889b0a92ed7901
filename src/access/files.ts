import { UserError } from '../errors.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type Owner, ownerOf } from '../owned-keys.ts';
import { type Caller, hasScope, projectOf } from './caller.ts';
import { outputName } from './file-names.ts';

/** What is known of a stored file from the row that names it. */
export interface KnownFile {
  /** What a person would call it, such as `fjord-1920x1080.mp4`; null where nobody has named it. */
  name: string | null;
  /** Whether it is a photo as it was uploaded, which may say where it was taken. */
  isPhoto: boolean;
}

const unnamed: KnownFile = { name: null, isPhoto: false };

/**
 * The output of an animation that is stored under a key.
 * @param where which animations count
 */
export async function animationOfFile(
  prisma: PrismaClient,
  key: string,
  where: Prisma.AnimationWhereInput,
): Promise<KnownFile | null> {
  const output = await prisma.output.findFirst({
    where: { storageKey: key, animation: where },
    include: { animation: { select: { image: { select: { name: true } } } } },
  });
  return output && { name: outputName(output.animation.image.name, output), isPhoto: false };
}

/**
 * A stored file that a caller may fetch: who may read, those that a row of the project names; who holds a token, those of its
 * animation. So a file that no row names any more is served to nobody, even while it is still there.
 * @returns null to who may not
 * @throws UserError NOT_FOUND to who may read, when it is none of the project's
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

/** Whether what was made of a picture is of one of the project's, or a draft is the project's and its time is not over. */
async function isOwn(prisma: PrismaClient, owner: Owner, projectId: string): Promise<boolean> {
  if ('imageId' in owner) {
    return (await prisma.image.count({ where: { id: owner.imageId, projectId } })) > 0;
  }
  return owner.projectId === projectId && owner.expiresAt > new Date();
}
