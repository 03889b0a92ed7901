import { UserError } from '../errors.ts';
import type { LatentPreset } from '../generated/prisma/client.ts';
import type { Blend, NewPreset } from '../presets/own-presets.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

type OrNull<T> = { [Key in keyof T]: T[Key] | null };

export interface CreateLatentPresetArguments extends Pick<NewPreset, 'name' | 'kind'> {
  label?: string | null;
  /** Exactly one of these is given. */
  codes?: number[][] | null;
  imageId?: string | null;
}

/** @throws UserError INVALID_INPUT, NOT_FOUND, NAME_TAKEN, ENGINE_CRASHED. */
export async function createLatentPreset(
  { name, kind, label: givenLabel, codes, imageId }: CreateLatentPresetArguments,
  { ownPresets, pictureLooks }: ApiContext,
): Promise<LatentPreset> {
  const label = givenLabel ?? undefined;
  if ((codes == null) === (imageId == null)) {
    const received = codes == null ? 'neither' : 'both';
    const message = `Expected either codes or the id of a picture, but received ${received}`;
    throw new UserError('INVALID_INPUT', message, { path: ['input'] });
  }
  if (codes != null) return placed(ownPresets.create({ name, kind, label, codes }));
  if (kind !== 'APPEARANCE') {
    const message = `Expected the kind APPEARANCE, since a picture shows light, but received ${kind}`;
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'kind'] });
  }
  const id = requireRowId('Image', imageId as string, ['input', 'imageId']);
  const { look, code } = await pictureLooks.ofImage(id).catch((error) => {
    throw relocateError(error, () => ['input', 'imageId']);
  });
  return placed(ownPresets.create({ name, kind, label, codes: code ? [code] : [], look }));
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
