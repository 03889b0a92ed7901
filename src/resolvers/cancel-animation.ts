import type { Animation } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';

/** @throws UserError NOT_FOUND, NOT_CANCELABLE. */
export async function cancelAnimation(
  input: { animationId: string },
  { animations }: ApiContext,
): Promise<Animation> {
  return animations.cancel(requireRowId('Animation', input.animationId, ['input', 'animationId']));
}
