import { UserError } from '../errors.ts';
import type { Animation } from '../generated/prisma/client.ts';
import { keyRequest } from '../idempotency.ts';
import { resolveSettings, type SettingsArguments, settingsPath } from './animation-settings.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { keyOf } from './key-of.ts';
import { requirePriority } from './priority.ts';
import { relocateError } from './relocate-error.ts';

export interface CreateAnimationArguments {
  imageId: string;
  settings?: SettingsArguments | null;
  idempotencyKey?: string | null;
  reuse?: boolean | null;
  priority?: number | null;
}

/** @throws UserError NOT_FOUND, UNKNOWN_PRESET, INVALID_SETTINGS, QUEUE_FULL, STORAGE_FULL, INVALID_INPUT, IDEMPOTENCY_CONFLICT; AccessError FORBIDDEN for priority HIGH. */
export async function createAnimation(
  input: CreateAnimationArguments,
  context: ApiContext,
): Promise<Animation> {
  const { animations, access, caller, log } = context;
  const { idempotencyKey, ...asked } = input;
  const given = asked.settings ?? {};
  requirePriority(asked.priority, caller);
  try {
    const request = idempotencyKey == null ? undefined : keyRequest(idempotencyKey, asked);
    // First of all, because a preset or the photo may have changed since the first request.
    const first = request && (await animations.findMadeBy(request));
    if (first) return first;
    const imageId = requireRowId('Image', asked.imageId, ['imageId']);
    const { settings, masks } = await resolveSettings(given, context);
    const wanted = {
      imageId,
      settings,
      pictures: masks,
      request,
      keyId: keyOf(caller),
      priority: asked.priority ?? undefined,
      mayReuse: asked.reuse ?? true,
    };
    const row = await access.quotas.spend(caller, { animations: 1 }, () => animations.create(wanted));
    log.info({ animation: row.id, image: imageId }, 'created an animation');
    return row;
  } catch (error) {
    throw relocateError(error, (fault) => {
      switch (fault.code) {
        case 'NOT_FOUND':
          // Of the photo, or of a mask.
          return fault.path[0] === 'imageId'
            ? ['input', 'imageId']
            : ['input', ...settingsPath(fault, given)];
        case 'INVALID_SETTINGS':
        case 'UNKNOWN_PRESET':
          return ['input', ...settingsPath(fault, given)];
        case 'INVALID_INPUT':
        case 'IDEMPOTENCY_CONFLICT':
          return ['input', 'idempotencyKey'];
        default:
          return [];
      }
    });
  }
}

/**
 * Whether the same request with the same key has already created an animation, which {@link createAnimation} then
 * returns.
 */
export async function wasMadeBefore(
  { idempotencyKey, ...asked }: CreateAnimationArguments,
  { animations }: Pick<ApiContext, 'animations'>,
): Promise<boolean> {
  if (idempotencyKey == null) return false;
  try {
    return Boolean(await animations.findMadeBy(keyRequest(idempotencyKey, asked)));
  } catch (error) {
    // The key is invalid, or belongs to another request.
    if (error instanceof UserError) return false;
    throw error;
  }
}
