import { UserError } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Owner, ownerOf } from '../owned-keys.ts';
import { type Caller, hasScope, projectOf } from './caller.ts';

/**
 * Whether a caller may fetch a stored file: who may read, those that a row of the project names; who holds a token, those of its
 * animation. So a file that no row names any more is served to nobody, even while it is still there.
 * @throws UserError NOT_FOUND to who may read, when it is none of the project's
 */
export async function mayFetch(prisma: PrismaClient, caller: Caller, key: string): Promise<boolean> {
  const outputs = { outputs: { some: { storageKey: key } } };
  if (caller.kind === 'animation') {
    return (await prisma.animation.count({ where: { id: caller.animationId, ...outputs } })) > 0;
  }
  if (!hasScope(caller, 'read')) return false;
  const projectId = projectOf(caller);
  const owner = ownerOf(key);
  if (owner && (await isOwn(prisma, owner, projectId))) return true;
  if ((await prisma.image.count({ where: { storageKey: key, projectId } })) > 0) return true;
  if ((await prisma.animation.count({ where: { projectId, ...outputs } })) > 0) return true;
  throw new UserError('NOT_FOUND', 'There is no file at this address');
}

/** Whether what was made of a picture is of one of the project's, or a draft is the project's and its time is not over. */
async function isOwn(prisma: PrismaClient, owner: Owner, projectId: string): Promise<boolean> {
  if ('imageId' in owner) {
    return (await prisma.image.count({ where: { id: owner.imageId, projectId } })) > 0;
  }
  return owner.projectId === projectId && owner.expiresAt > new Date();
}
