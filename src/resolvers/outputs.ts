import { UserError } from '../errors.ts';
import type { Focus } from '../outputs/crops.ts';
import {
  crfOfQuality,
  type Effort,
  futileField,
  type OutputSpec,
  type OutputsSetting,
  presetOfEffort,
} from '../outputs/spec.ts';
import { missingFormat } from '../video/available-formats.ts';
import type { FormatName } from '../video/formats.ts';
import type { EncoderPreset } from '../video/presets.ts';
import { withoutNulls } from './without-nulls.ts';

type Optional<T> = { [Key in keyof T]?: T[Key] | null };

export type OutputArguments = Pick<OutputSpec, 'format'> &
  Optional<Omit<OutputSpec, 'format' | 'crf' | 'focus' | 'bitDepth'>> & {
    focus?: Focus | null;
    bitDepth?: number | null;
  };

/** One of these is set, or both. */
export type OutputsChoice = Optional<{ set: 'web'; list: OutputArguments[] }>;

export type EncodingChoice = Optional<{ format: FormatName; quality: number; effort: Effort }>;

/** The part of the settings about files. */
export interface OutputChoices {
  outputs?: OutputsChoice | null;
  encoding?: EncodingChoice | null;
  crf?: number | null;
  lossless?: boolean | null;
  encoderPreset?: EncoderPreset | null;
}

/** The resulting settings of the engine. */
interface ResolvedOutputs {
  outputs?: OutputsSetting;
  crf?: number;
  encoderPreset?: EncoderPreset;
}

/** Every build has these. */
const everywhere: readonly FormatName[] = ['mp4-h264', 'jpeg'];

/**
 * Converts the requested files to the form of the engine. `encoding` applies to the single default video, or sets
 * defaults for `outputs`.
 * @throws UserError INVALID_SETTINGS for an unavailable format, for fields without effect, and for duplicate ways to
 *   set the same value, with the path in the settings
 */
export async function resolveOutputs(given: OutputChoices): Promise<ResolvedOutputs> {
  const { outputs, encoding, crf, encoderPreset } = given;
  const list = outputs?.list?.map((output) => withoutNulls(output) as OutputSpec);
  for (const [i, output] of (list ?? []).entries()) {
    const path = ['outputs', 'list', String(i)];
    await requireFormat(output.format, [...path, 'format']);
    const [field, message] = futileField(output) ?? [];
    if (field) refuse([...path, field], message as string);
  }
  if (outputs != null && outputs.set == null && list === undefined)
    refuse(['outputs'], 'Expected `set`, `list` or both, but received neither');
  if (outputs?.set != null) {
    if (given.lossless)
      refuse(
        ['lossless'],
        'Expected no lossless with the set for pages: browsers cannot play it; leave one out',
      );
    await requireFormat('mp4-av1', ['outputs', 'set']);
  }
  const resolved: ResolvedOutputs = {
    outputs: outputs?.set && list && list.length > 0 ? { set: outputs.set, list } : (outputs?.set ?? list),
    crf: crf ?? undefined,
    encoderPreset: encoderPreset ?? undefined,
  };
  if (encoding == null) return resolved;
  const { format, quality, effort } = encoding;
  refuseBoth('encoding.format', format, 'outputs', outputs);
  refuseBoth('encoding.quality', quality, 'crf', crf);
  refuseBoth('encoding.effort', effort, 'encoderPreset', encoderPreset);
  if (quality != null) resolved.crf = crfOfQuality(requireQuality(quality));
  if (effort != null) resolved.encoderPreset = presetOfEffort[effort];
  if (format != null && format !== 'mp4-h264') {
    await requireFormat(format, ['encoding', 'format']);
    const asked = { format, quality: quality ?? undefined, effort: effort ?? undefined };
    const [field, message] = futileField(asked) ?? [];
    if (field) refuse(['encoding', field], message as string);
    resolved.outputs = [{ format }, { format: 'jpeg' }];
  }
  return resolved;
}

async function requireFormat(format: FormatName, path: string[]): Promise<void> {
  const fault = everywhere.includes(format) ? null : await missingFormat(format);
  if (fault !== null) refuse(path, fault);
}

function refuse(path: string[], fault: string): never {
  throw new UserError('INVALID_SETTINGS', `${path.join('.')}: ${fault}`, { path });
}

function requireQuality(quality: number): number {
  if (quality >= 0 && quality <= 100) return quality;
  return refuse(['encoding', 'quality'], `Expected a quality from 0 to 100, but received ${quality}`);
}

function refuseBoth(name: string, value: unknown, other: string, otherValue: unknown): void {
  if (value == null || otherValue == null) return;
  const message = `Expected ${name} or ${other}, but received both; leave one out`;
  throw new UserError('INVALID_SETTINGS', message, { path: name.split('.') });
}
