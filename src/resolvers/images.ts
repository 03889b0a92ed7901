import type { Prisma } from '../generated/prisma/client.ts';
import { newestFirst } from './animations.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';

export interface ImageFilter extends DateRange {
  hasAnimations?: boolean | null;
}

/** A page of images, newest first. `query` is the selection and the page that Pothos planned. */
export async function images(
  query: Pick<Prisma.ImageFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  filter: ImageFilter | null | undefined,
  { prisma, projectId }: ApiContext,
) {
  return prisma.image.findMany({
    ...query,
    where: { projectId, ...createdWithin(filter), ...dependedOn(filter?.hasAnimations) },
    orderBy: newestFirst,
  });
}

function dependedOn(hasAnimations: boolean | null | undefined): Prisma.ImageWhereInput {
  if (hasAnimations == null) return {};
  const [photo, mask] = [{ animations: { some: {} } }, { neededBy: { some: {} } }];
  return hasAnimations ? { OR: [photo, mask] } : { NOT: { OR: [photo, mask] } };
}
