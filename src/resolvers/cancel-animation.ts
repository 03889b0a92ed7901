import type { Animation } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

/** @throws UserError NOT_FOUND, NOT_CANCELABLE. */
export async function cancelAnimation(
  { animationId }: { animationId: string },
  { animations }: ApiContext,
): Promise<Animation> {
  const path = ['input', 'animationId'];
  const id = requireRowId('Animation', animationId, path);
  try {
    return await animations.cancel(id);
  } catch (error) {
    throw relocateError(error, () => path);
  }
}
