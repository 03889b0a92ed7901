import type { AnimationStatus, Prisma } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';
import { rowId } from './global-id.ts';

export interface AnimationFilter extends DateRange {
  status?: readonly AnimationStatus[] | null;
  imageId?: string | null;
  isPublished?: boolean | null;
}

/** The condition of a filter; null if nothing can match. */
export function animationWhere(
  filter: AnimationFilter | null | undefined,
): Prisma.AnimationWhereInput | null {
  const where: Prisma.AnimationWhereInput = createdWithin(filter);
  if (filter?.status) where.status = { in: [...filter.status] };
  if (filter?.imageId) {
    const imageId = rowId('Image', filter.imageId);
    if (imageId === null) return null;
    where.imageId = imageId;
  }
  if (filter?.isPublished != null) where.publishedAt = filter.isPublished ? { not: null } : null;
  return where;
}

export const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** The query for a filter, newest first; an unknown image matches nothing. */
export function animationsMatching(filter: AnimationFilter | null | undefined) {
  return { where: animationWhere(filter) ?? { id: { in: [] } }, orderBy: newestFirst };
}

/** A page of animations, newest first. `query` is the selection and the page that Pothos planned. */
export async function animations(
  query: Pick<Prisma.AnimationFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  filter: AnimationFilter | null | undefined,
  { prisma, projectId }: ApiContext,
) {
  const { where, orderBy } = animationsMatching(filter);
  return prisma.animation.findMany({ ...query, where: { ...where, projectId }, orderBy });
}
