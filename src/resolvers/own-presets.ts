import type { LatentPreset } from '../generated/prisma/client.ts';
import type { Blend, NewPreset } from '../presets/own-presets.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

type OrNull<T> = { [Key in keyof T]: T[Key] | null };

/** @throws UserError INVALID_INPUT, NAME_TAKEN. */
export function createLatentPreset(
  { label, ...preset }: Omit<NewPreset, 'label'> & { label?: string | null },
  { ownPresets }: ApiContext,
): Promise<LatentPreset> {
  return placed(ownPresets.create({ ...preset, label: label ?? undefined }));
}

/** @throws UserError NOT_FOUND, BUILT_IN_PRESET, INVALID_INPUT, NAME_TAKEN. */
export function updateLatentPreset(
  { presetId, name, label, codes }: { presetId: string } & OrNull<Partial<NewPreset>>,
  { ownPresets }: ApiContext,
): Promise<LatentPreset> {
  const id = requireRowId('LatentPreset', presetId, ['input', 'presetId']);
  const change = { name: name ?? undefined, label: label ?? undefined, codes: codes ?? undefined };
  return placed(ownPresets.update(id, change));
}

/** @returns the global id that named it. @throws UserError NOT_FOUND, BUILT_IN_PRESET. */
export async function deleteLatentPreset(
  { presetId }: { presetId: string },
  { ownPresets }: ApiContext,
): Promise<string> {
  const id = requireRowId('LatentPreset', presetId, ['input', 'presetId']);
  await placed(ownPresets.remove(id));
  return presetId;
}

/** @throws UserError INVALID_INPUT, UNKNOWN_PRESET, NAME_TAKEN. */
export function blendLatentPresets(
  { label, ...blend }: Omit<Blend, 'label'> & { label?: string | null },
  { ownPresets }: ApiContext,
): Promise<LatentPreset> {
  return placed(ownPresets.blend({ ...blend, label: label ?? undefined }));
}

async function placed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw relocateError(error, ({ code, path }) =>
      code === 'NOT_FOUND' || code === 'BUILT_IN_PRESET' ? ['input', 'presetId'] : ['input', ...path],
    );
  }
}
