import { UserError } from '../errors.ts';
import type { LatentPreset } from '../generated/prisma/client.ts';
import type { ReceivedFile } from '../images/received-file.ts';
import type { PictureLook } from '../inference/appearance/picture-look.ts';
import { type ChangingLight, faultOfTimes, mostMoments } from '../inference/look.ts';
import { presetKinds } from '../presets/kinds.ts';
import type { Blend, NewPreset } from '../presets/own-presets.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

type OrNull<T> = { [Key in keyof T]: T[Key] | null };

export interface CreateLatentPresetArguments extends Pick<NewPreset, 'name' | 'kind'> {
  label?: string | null;
  /** Exactly one of these is set. */
  codes?: number[][] | null;
  imageId?: string | null;
  pictures?: PictureMoment[] | null;
  clip?: ReceivedFile | null;
}

/** A picture that provides the light at a point in time. */
export interface PictureMoment {
  imageId: string;
  at?: number | null;
}

/** @throws UserError INVALID_INPUT, INVALID_CLIP, NOT_FOUND, NAME_TAKEN, STORAGE_FULL, ENGINE_CRASHED. */
export async function createLatentPreset(
  { name, kind, label, ...source }: CreateLatentPresetArguments,
  context: ApiContext,
): Promise<LatentPreset> {
  const given = Object.entries(source).flatMap(([field, value]) => (value == null ? [] : [field]));
  if (given.length !== 1) {
    const received = given.length === 0 ? 'none of them' : given.join(' and ');
    const message = `Expected codes, the id of a picture, pictures, or a clip, but received ${received}`;
    throw new UserError('INVALID_INPUT', message, { path: ['input'] });
  }
  const read = await readSource(kind, source, context);
  return placed(context.ownPresets.create({ name, kind, label: label ?? undefined, ...read }));
}

type Read = Pick<NewPreset, 'codes' | 'look' | 'looks' | 'speed'>;

async function readSource(
  kind: NewPreset['kind'],
  { codes, imageId, pictures, clip }: Omit<CreateLatentPresetArguments, 'name' | 'kind' | 'label'>,
  context: ApiContext,
): Promise<Read> {
  if (imageId != null) {
    requireLight(kind, 'a picture shows light');
    const { look, code } = await readPicture(imageId, ['input', 'imageId'], context);
    return { codes: code ? [code] : [], look };
  }
  if (pictures != null) {
    requireLight(kind, 'pictures show light');
    return readPictures(pictures, context);
  }
  if (clip != null) {
    return readClip(kind, clip, context);
  }
  return { codes: codes ?? [] };
}

function readPicture(imageId: string, path: string[], { pictureLooks }: ApiContext): Promise<PictureLook> {
  const id = requireRowId('Image', imageId, path);
  return pictureLooks.ofImage(id).catch((error) => {
    throw relocateError(error, () => path);
  });
}

/** What a clip becomes in a preset of a kind. */
async function readClip(
  kind: NewPreset['kind'],
  clip: ReceivedFile,
  { clips, access, caller }: ApiContext,
): Promise<Read> {
  const reading = access.quotas.spend(caller, { uploadBytes: clip.size }, () =>
    presetKinds[kind].ofClip(clips, clip),
  );
  return reading.catch((error) => {
    throw relocateError(error, ({ code }) => (code === 'STORAGE_FULL' ? [] : ['input', 'clip']));
  });
}

/** The light of pictures, in order of time. */
async function readPictures(pictures: PictureMoment[], context: ApiContext): Promise<Read> {
  const times = pictures.map(({ at }) => at);
  const isFew = pictures.length < 2 || pictures.length > mostMoments;
  const isOut = times.some((at) => at != null && !(at >= 0 && at <= 1));
  const faultOfAll = isOut ? 'Expected times from 0 to 1' : faultOfTimes(times);
  const fault = isFew
    ? `Expected 2 to ${mostMoments} pictures, but received ${pictures.length}`
    : faultOfAll && `${faultOfAll}, but received ${JSON.stringify(times)}`;
  if (fault) throw new UserError('INVALID_INPUT', fault, { path: ['input', 'pictures'] });
  const codes: number[][] = [];
  const looks: ChangingLight = [];
  for (const [i, { imageId, at }] of pictures.entries()) {
    const { look, code } = await readPicture(imageId, ['input', 'pictures', String(i), 'imageId'], context);
    if (code) codes.push(code);
    looks.push({ at: at ?? undefined, look });
  }
  return { codes, looks };
}

/** @throws UserError INVALID_INPUT */
function requireLight(kind: NewPreset['kind'], since: string): void {
  if (presetKinds[kind].isLight) return;
  const lights = Object.entries(presetKinds).flatMap(([name, { isLight }]) => (isLight ? [name] : []));
  const message = `Expected the kind ${lights.join(' or ')}, since ${since}, but received ${kind}`;
  throw new UserError('INVALID_INPUT', message, { path: ['input', 'kind'] });
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

/** @returns its former global id. @throws UserError NOT_FOUND, BUILT_IN_PRESET. */
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
