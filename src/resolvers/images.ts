import type { Prisma } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';

/** A page of images, newest first. `query` is the selection and the page that Pothos planned. */
export async function images(
  query: Pick<Prisma.ImageFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  filter: DateRange | null | undefined,
  { prisma }: ApiContext,
) {
  return prisma.image.findMany({
    ...query,
    where: createdWithin(filter),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
}
