import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Caller, hasScope } from './caller.ts';

/** Whether a caller may fetch a stored file: who may read, any; who holds a token, those of its animation. */
export async function mayFetch(prisma: PrismaClient, caller: Caller, key: string): Promise<boolean> {
  if (hasScope(caller, 'read')) return true;
  if (caller.kind !== 'animation') return false;
  const where = { id: caller.animationId, OR: [{ videoKey: key }, { posterKey: key }] };
  return (await prisma.animation.count({ where })) > 0;
}
