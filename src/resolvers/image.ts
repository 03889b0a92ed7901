import type { Prisma } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { rowId } from './global-id.ts';

/** The image with this global id, null when there is none. `query` is the selection that Pothos planned. */
export async function image(
  query: Pick<Prisma.ImageFindUniqueArgs, 'include'>,
  globalId: string,
  { prisma, projectId }: ApiContext,
) {
  const id = rowId('Image', globalId);
  return id === null ? null : prisma.image.findUnique({ ...query, where: { id, projectId } });
}
