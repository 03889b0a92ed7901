import { notFound } from '../errors.ts';
import type { Animation } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';

const path = ['input', 'animationId'];

/** Makes an animation's files public; if it is already published, nothing changes. @throws UserError NOT_FOUND */
export function publishAnimation(input: { animationId: string }, context: ApiContext): Promise<Animation> {
  return setPublished(input.animationId, new Date(), context);
}

/** Makes an animation's files private again: they need a key, token or link. @throws UserError NOT_FOUND */
export function unpublishAnimation(input: { animationId: string }, context: ApiContext): Promise<Animation> {
  return setPublished(input.animationId, null, context);
}

async function setPublished(
  animationId: string,
  publishedAt: Date | null,
  { prisma, projectId, log }: ApiContext,
): Promise<Animation> {
  const id = requireRowId('Animation', animationId, path);
  // A published animation keeps its date.
  const isOther = publishedAt ? { publishedAt: null } : { publishedAt: { not: null } };
  const { count } = await prisma.animation.updateMany({
    where: { id, projectId, ...isOther },
    data: { publishedAt },
  });
  const row = await prisma.animation.findUnique({ where: { id, projectId } });
  if (!row) throw notFound('Animation', id, { path });
  if (count > 0)
    log.info({ animation: id }, publishedAt ? 'published an animation' : 'unpublished an animation');
  return row;
}
