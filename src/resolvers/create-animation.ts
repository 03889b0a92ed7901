import type { Animation } from '../generated/prisma/client.ts';
import { argumentPath, resolveSettings, type SettingsArguments } from './animation-settings.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

export interface CreateAnimationArguments {
  imageId: string;
  settings?: SettingsArguments | null;
}

/** @throws UserError NOT_FOUND, UNKNOWN_PRESET, INVALID_SETTINGS, STORAGE_FULL. */
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
    throw relocateError(error, ({ code, path }) => {
      if (code === 'NOT_FOUND') return ['input', 'imageId'];
      return code === 'INVALID_SETTINGS' ? ['input', 'settings', ...argumentPath(path, given)] : [];
    });
  }
}
