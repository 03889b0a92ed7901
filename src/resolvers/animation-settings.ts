import type { UserError } from '../errors.ts';
import { speedAt } from '../inference/frame-speed.ts';
import type { Light, LightInput } from '../inference/look.ts';
import type { AnimationSettings, AnimationSettingsInput } from '../inference/settings.ts';
import type { ApiContext } from './context.ts';
import { type ControlChoices, resolveControls } from './controls.ts';
import type { Mask } from './masks.ts';
import { type OutputChoices, resolveOutputs } from './outputs.ts';
import { withoutNulls } from './without-nulls.ts';

type Optional<T> = { [Key in keyof T]?: T[Key] | null };

/** Exactly one of these is set. */
export type MotionChoice = Optional<{ position: number; preset: string; code: number[] }>;
export type AppearanceChoice = Optional<{
  position: number;
  preset: string;
  codes: number[][];
  light: LightChoice;
}>;

/** Looks by the names of their presets. */
export interface LightChoice extends Optional<Pick<Light, 'strength' | 'course'>> {
  moments: { preset: string; at?: number | null }[];
}

/** Settings in the form of the API: times and choices have clearer names than internally. */
export interface SettingsArguments
  extends Optional<
      Omit<
        AnimationSettings,
        'seconds' | 'motion' | 'appearance' | 'regions' | 'freeze' | 'camera' | keyof OutputChoices
      >
    >,
    ControlChoices,
    OutputChoices {
  camera?: { zoom: number; towards?: { x: number; y: number } | null } | null;
  durationSeconds?: number | null;
  motion?: MotionChoice | null;
  appearance?: AppearanceChoice | null;
}

/** Settings for the engine, and the pictures that they refer to. */
export interface ResolvedSettings {
  settings: AnimationSettingsInput;
  masks: Mask[];
}

/**
 * Converts settings to the form of the engine, with presets replaced by their codes and masks by their SHA-256; not
 * validated yet.
 * @throws UserError UNKNOWN_PRESET, NOT_FOUND for a mask, INVALID_SETTINGS for the outputs, each with its path inside
 *   the settings.
 */
export async function resolveSettings(
  given: SettingsArguments,
  { presets, prisma, projectId }: Pick<ApiContext, 'presets' | 'prisma' | 'projectId'>,
): Promise<ResolvedSettings> {
  const { durationSeconds, motion, appearance, encoding, ...others } = given;
  const { masks, ...controls } = await resolveControls(given, presets, { prisma, projectId });
  const files = await resolveOutputs(given);
  const settings: Record<string, unknown> = { ...others, ...controls, ...files, seconds: durationSeconds };
  const motionValue = motion?.position ?? motion?.preset ?? motion?.code;
  if (motionValue != null) {
    settings.motion = await presets.resolveMotion(motionValue, ['motion', 'preset']);
  }
  if (given.speed == null && motion?.preset != null) {
    const speed = await presets.speedOf(motion.preset, ['motion', 'preset']);
    if (speed !== null) settings.speed = speedAt(given.fps, speed);
  }
  const appearanceValue = appearance?.position ?? appearance?.preset ?? appearance?.codes;
  if (appearanceValue != null) {
    settings.appearance = await presets.resolveAppearance(appearanceValue, ['appearance', 'preset']);
  }
  if (appearance?.light != null) settings.appearance = await resolveLight(appearance.light, presets);
  return { settings: withoutNulls(settings), masks };
}

async function resolveLight(
  { moments, strength, course }: LightChoice,
  presets: ApiContext['presets'],
): Promise<LightInput> {
  const resolved: LightInput['moments'] = [];
  for (const [i, { preset, at }] of moments.entries()) {
    const look = await presets.resolveLook(preset, ['appearance', 'light', 'moments', String(i), 'preset']);
    resolved.push({ name: preset, at: at ?? undefined, look });
  }
  return { moments: resolved, strength: strength ?? undefined, course: course ?? undefined };
}

/**
 * Converts the path of an error of {@link resolveSettings} or of the engine to a path from the argument that contains
 * the settings.
 */
export function settingsPath({ code, path }: UserError, given: SettingsArguments): string[] {
  return ['settings', ...(code === 'INVALID_SETTINGS' ? argumentPath(path, given) : path)];
}

function isNamed(step: string | undefined): boolean {
  return step === 'list' || step === 'set';
}

/** Converts the path of a setting in the engine's settings to its path in the API's input. */
function argumentPath(
  [setting, ...inner]: readonly string[],
  { motion, appearance, outputs }: SettingsArguments,
): string[] {
  if (setting === 'seconds') return ['durationSeconds', ...inner];
  if (setting === 'outputs' && outputs == null) return ['encoding', ...inner.slice(1)];
  if (setting === 'outputs')
    return outputs?.list == null || isNamed(inner[0]) ? [setting, ...inner] : [setting, 'list', ...inner];
  const choice = setting === 'motion' ? motion : setting === 'appearance' ? appearance : null;
  const member = Object.entries(choice ?? {}).find(([, value]) => value != null)?.[0];
  return [setting, member, ...inner].filter((step) => step !== undefined);
}
