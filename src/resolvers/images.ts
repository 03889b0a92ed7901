import type { Prisma } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';

/** A page of images, newest first. `query` is the selection and the page that Pothos planned. */
export async function images(
  query: Pick<Prisma.ImageFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  { prisma }: ApiContext,
) {
  return prisma.image.findMany({ ...query, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
}
