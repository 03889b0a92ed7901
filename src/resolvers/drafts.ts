import type { Draft, Variant } from '../drafts/drafts.ts';
import type { StoredScene } from '../drafts/image-scenes.ts';
import { mostVariants } from '../drafts/spread-out.ts';
import { UserError } from '../errors.ts';
import type { Image } from '../generated/prisma/client.ts';
import { resolveSettings, type SettingsArguments, settingsPath } from './animation-settings.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { keyOf } from './key-of.ts';
import { relocateError } from './relocate-error.ts';

const longestSession = 100;

export interface DraftAnimationArguments {
  imageId: string;
  settings?: SettingsArguments | null;
  session?: string | null;
}

/**
 * @throws UserError NOT_FOUND, UNKNOWN_PRESET, INVALID_SETTINGS, INVALID_INPUT, DRAFT_SUPERSEDED, STORAGE_FULL, ENGINE_CRASHED; AccessError
 * RATE_LIMITED
 */
export async function draftAnimation(input: DraftAnimationArguments, context: ApiContext): Promise<Draft> {
  const { drafts, access, caller } = context;
  const given = input.settings ?? {};
  const session = input.session ?? '';
  if (session.length > longestSession) {
    const message = `Expected a session of at most ${longestSession} characters, but received ${session.length}`;
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'session'] });
  }
  await access.rateLimits.countDraft(caller);
  try {
    const imageId = requireRowId('Image', input.imageId, ['imageId']);
    const { settings, masks } = await resolveSettings(given, context);
    const pictureIds = [...new Set(masks.map((mask) => mask.imageId))];
    return await drafts.make({ imageId, settings, pictureIds, session: `${keyOf(caller)} ${session}` });
  } catch (error) {
    throw relocateError(error, (fault) => {
      if (fault.path[0] === 'imageId') return ['input', 'imageId'];
      return fault.path.length > 0 ? ['input', ...settingsPath(fault, given)] : [];
    });
  }
}

/** @throws UserError for the photo, ENGINE_CRASHED; AccessError RATE_LIMITED if the scene has to be detected first */
export async function imageScene(
  image: Image,
  { imageScenes, access, caller }: ApiContext,
): Promise<StoredScene> {
  return imageScenes.ofImage(image, () => access.rateLimits.countDraft(caller));
}

/** @throws UserError INVALID_INPUT, NOT_FOUND for a mask, UNKNOWN_PRESET, INVALID_SETTINGS, ENGINE_CRASHED; AccessError RATE_LIMITED */
export async function imageVariants(
  image: Image,
  { count, settings }: { count: number; settings?: SettingsArguments | null },
  context: ApiContext,
): Promise<Variant[]> {
  const { drafts, access, caller } = context;
  if (count < 1 || count > mostVariants) {
    const message = `Expected 1 to ${mostVariants} variants, but received ${count}`;
    throw new UserError('INVALID_INPUT', message, { path: ['count'] });
  }
  await access.rateLimits.countDraft(caller);
  const given = settings ?? {};
  try {
    const resolved = await resolveSettings(given, context);
    return await drafts.variants(image, resolved.settings, count);
  } catch (error) {
    throw relocateError(error, (fault) => (fault.path.length > 0 ? settingsPath(fault, given) : []));
  }
}
