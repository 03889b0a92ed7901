import { speedAt } from '../inference/clip/speed.ts';
import type { Light, LightInput } from '../inference/look.ts';
import type { AnimationSettings, AnimationSettingsInput } from '../inference/settings.ts';
import type { Presets } from '../presets/presets.ts';

type Optional<T> = { [Key in keyof T]?: T[Key] | null };

/** Exactly one of these is given. */
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

/** Settings as the API takes them: times and choices carry clearer names than inside. */
export interface SettingsArguments
  extends Optional<Omit<AnimationSettings, 'seconds' | 'motion' | 'appearance'>> {
  durationSeconds?: number | null;
  motion?: MotionChoice | null;
  appearance?: AppearanceChoice | null;
}

/**
 * Settings in the form the engine takes, presets replaced by their codes; not checked yet.
 * @throws UserError UNKNOWN_PRESET with its path inside the settings.
 */
export async function resolveSettings(
  given: SettingsArguments,
  presets: Presets,
): Promise<AnimationSettingsInput> {
  const { durationSeconds, motion, appearance, ...others } = given;
  const settings: Record<string, unknown> = { ...others, seconds: durationSeconds };
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
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null));
}

async function resolveLight(
  { moments, strength, course }: LightChoice,
  presets: Presets,
): Promise<LightInput> {
  const resolved: LightInput['moments'] = [];
  for (const [i, { preset, at }] of moments.entries()) {
    const look = await presets.resolveLook(preset, ['appearance', 'light', 'moments', String(i), 'preset']);
    resolved.push({ name: preset, at: at ?? undefined, look });
  }
  return { moments: resolved, strength: strength ?? undefined, course: course ?? undefined };
}

/** Where a setting stands in the API's input, from where it stands in the engine's settings. */
export function argumentPath(
  [setting, ...inner]: readonly string[],
  { motion, appearance }: SettingsArguments,
): string[] {
  if (setting === 'seconds') return ['durationSeconds', ...inner];
  const choice = setting === 'motion' ? motion : setting === 'appearance' ? appearance : null;
  const member = Object.entries(choice ?? {}).find(([, value]) => value != null)?.[0];
  return [setting, member, ...inner].filter((step) => step !== undefined);
}
