import type { Animation } from '../generated/prisma/client.ts';
import { keyRequest } from '../idempotency.ts';
import { argumentPath, resolveSettings, type SettingsArguments } from './animation-settings.ts';
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
  { presets, animations, access, caller, log }: ApiContext,
): Promise<Animation> {
  const { idempotencyKey, ...asked } = input;
  const given = asked.settings ?? {};
  requirePriority(asked.priority, caller);
  try {
    const request = idempotencyKey == null ? undefined : keyRequest(idempotencyKey, asked);
    // Before all else: a preset or the photo may have changed since the first request.
    const first = request && (await animations.findMadeBy(request));
    if (first) return first;
    const imageId = requireRowId('Image', asked.imageId);
    const settings = await resolveSettings(given, presets);
    const wanted = {
      imageId,
      settings,
      request,
      keyId: keyOf(caller),
      priority: asked.priority ?? undefined,
      mayReuse: asked.reuse ?? true,
    };
    const row = await access.quotas.spend(caller, { animations: 1 }, () => animations.create(wanted));
    log.info({ animation: row.id, image: imageId }, 'created an animation');
    return row;
  } catch (error) {
    throw relocateError(error, ({ code, path }) => {
      switch (code) {
        case 'NOT_FOUND':
          return ['input', 'imageId'];
        case 'INVALID_SETTINGS':
          return ['input', 'settings', ...argumentPath(path, given)];
        case 'UNKNOWN_PRESET':
          return ['input', 'settings', ...path];
        case 'INVALID_INPUT':
        case 'IDEMPOTENCY_CONFLICT':
          return ['input', 'idempotencyKey'];
        default:
          return [];
      }
    });
  }
}
