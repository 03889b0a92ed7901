import { UserError } from '../errors.ts';
import type { Animation } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';
import { type CreateAnimationArguments, createAnimation, wasMadeBefore } from './create-animation.ts';
import { type HeldLight, inEachLight } from './light-versions.ts';
import { requirePriority } from './priority.ts';
import { relocateError } from './relocate-error.ts';

/** Most animations per request. */
export const maxBatch = 50;

/** Result for one of many: exactly one of these is set. */
export interface BatchResult {
  animation: Animation | null;
  error: UserError | null;
}

export interface CreateAnimationsArguments {
  animations: readonly CreateAnimationArguments[];
  /** Creates each animation once in each of these lights, with the same motion. */
  lights?: readonly HeldLight[] | null;
}

/**
 * Creates animations one after another; a rejected one does not affect the others.
 * @throws UserError INVALID_INPUT, UNKNOWN_PRESET for a light.
 */
export async function createAnimations(
  { animations, lights }: CreateAnimationsArguments,
  context: ApiContext,
): Promise<BatchResult[]> {
  const versions = lights?.length ?? 1;
  const count = animations.length * versions;
  if (animations.length < 1 || count > maxBatch) {
    const message = `Expected 1 to ${maxBatch} animations, but received ${count}; split them into several requests`;
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'animations'] });
  }
  const wasMade = (one: CreateAnimationArguments) => wasMadeBefore(one, context);
  const wanted =
    lights == null ? animations : await inEachLight(animations, lights, context.presets, wasMade);
  // None is created if one of them is not allowed.
  for (const { priority } of wanted) requirePriority(priority, context.caller);
  const results: BatchResult[] = [];
  for (const [i, one] of wanted.entries()) {
    try {
      results.push({ animation: await createAnimation(one, context), error: null });
    } catch (error) {
      const place = ['input', 'animations', String(Math.floor(i / versions))];
      const placed = relocateError(error, ({ path }) => [...place, ...path.slice(1)]);
      if (!(placed instanceof UserError)) throw placed;
      results.push({ animation: null, error: placed });
    }
  }
  return results;
}
