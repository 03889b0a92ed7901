import type { Animation } from '../generated/prisma/client.ts';
import { keyRequest } from '../idempotency.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { keyOf } from './key-of.ts';
import { maxPriorityOf } from './priority.ts';
import { relocateError } from './relocate-error.ts';

export interface RetryAnimationArguments {
  animationId: string;
  idempotencyKey?: string | null;
}

/** @throws UserError NOT_FOUND, NOT_RETRYABLE, INVALID_SETTINGS, INVALID_INPUT, IDEMPOTENCY_CONFLICT, QUEUE_FULL, STORAGE_FULL. */
export async function retryAnimation(
  { animationId, idempotencyKey }: RetryAnimationArguments,
  { animations, access, caller, log }: ApiContext,
): Promise<Animation> {
  try {
    const request = idempotencyKey == null ? undefined : keyRequest(idempotencyKey, { retryOf: animationId });
    // First of all, because the original may have been deleted since.
    const made = request && (await animations.findMadeBy(request));
    if (made) return made;
    const id = requireRowId('Animation', animationId);
    const row = await access.quotas.spend(caller, { animations: 1 }, () =>
      animations.retry(id, { request, keyId: keyOf(caller), maxPriority: maxPriorityOf(caller) }),
    );
    log.info({ animation: row.id, retryOf: id }, 'created an animation');
    return row;
  } catch (error) {
    throw relocateError(error, ({ code }) => {
      if (code === 'INVALID_INPUT' || code === 'IDEMPOTENCY_CONFLICT') return ['input', 'idempotencyKey'];
      return code === 'STORAGE_FULL' || code === 'QUEUE_FULL' ? [] : ['input', 'animationId'];
    });
  }
}
