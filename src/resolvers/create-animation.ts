import { UserError } from '../errors.ts';
import type { Animation } from '../generated/prisma/client.ts';
import { argumentPath, resolveSettings, type SettingsArguments } from './animation-settings.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';

export interface CreateAnimationArguments {
  imageId: string;
  settings?: SettingsArguments | null;
}

/** @throws UserError NOT_FOUND, UNKNOWN_PRESET, INVALID_SETTINGS, with their paths in the API's input. */
export async function createAnimation(
  input: CreateAnimationArguments,
  { presets, animations }: ApiContext,
): Promise<Animation> {
  const imageId = requireRowId('Image', input.imageId, ['input', 'imageId']);
  const given = input.settings ?? {};
  const settings = await resolveSettings(given, presets, ['input', 'settings']);
  try {
    return await animations.create({ imageId, settings });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const path =
      error.code === 'INVALID_SETTINGS' ? ['settings', ...argumentPath(error.path, given)] : ['imageId'];
    throw new UserError(error.code, error.message, { path: ['input', ...path], cause: error });
  }
}
