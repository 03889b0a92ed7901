import type { Prisma } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { rowId } from './global-id.ts';

/** The animation with this global id, null when there is none. `query` is the selection that Pothos planned. */
export async function animation(
  query: Pick<Prisma.AnimationFindUniqueArgs, 'include'>,
  globalId: string,
  { prisma, projectId }: ApiContext,
) {
  const id = rowId('Animation', globalId);
  return id === null ? null : prisma.animation.findUnique({ ...query, where: { id, projectId } });
}
