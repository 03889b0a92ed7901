import { notFound } from '../errors.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

export interface CreateAnimationTokenArguments {
  animationId: string;
  lifetimeSeconds?: number | null;
}

export interface AnimationToken {
  token: string;
  expiresAt: Date;
}

/** @throws UserError NOT_FOUND, INVALID_INPUT. */
export async function createAnimationToken(
  { animationId, lifetimeSeconds }: CreateAnimationTokenArguments,
  { access, caller, prisma, projectId }: ApiContext,
): Promise<AnimationToken> {
  try {
    const id = requireRowId('Animation', animationId);
    if ((await prisma.animation.count({ where: { id, projectId } })) === 0) {
      throw notFound('Animation', id);
    }
    return await access.tokens.create(id, caller, lifetimeSeconds ?? undefined);
  } catch (error) {
    throw relocateError(error, ({ code }) => [
      'input',
      code === 'NOT_FOUND' ? 'animationId' : 'lifetimeSeconds',
    ]);
  }
}
