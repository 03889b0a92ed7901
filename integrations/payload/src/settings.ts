import type { AnimationSettingsInput, OutputInput } from '@driftscape/client';
import type { PhotoDocument } from './fields.ts';
import type { DriftscapeOptions } from './options.ts';

/** An editor's choices for a photo. Without them, the site's settings apply. */
export interface PhotoSettings {
  /** Name of a motion preset. */
  motion?: string;
  /** Name of a light. */
  light?: string;
  durationSeconds?: number;
  /** JSON copied from the studio: an animation's variables, its settings, or regions. */
  studio?: string;
}

/** The error for invalid settings; the message is for the editor. */
export class SettingsFault extends Error {}

/** @throws SettingsFault */
export function readSettings(given: unknown): PhotoSettings {
  if (given === null || typeof given !== 'object') throw new SettingsFault('Expected settings');
  const { motion, light, durationSeconds, studio } = given as Record<string, unknown>;
  const settings: PhotoSettings = {};
  if (typeof motion === 'string' && motion) settings.motion = motion;
  if (typeof light === 'string' && light) settings.light = light;
  if (typeof durationSeconds === 'number') settings.durationSeconds = durationSeconds;
  if (typeof studio === 'string' && studio.trim()) {
    parseStudio(studio);
    settings.studio = studio;
  }
  return settings;
}

/** @throws SettingsFault */
function parseStudio(text: string): AnimationSettingsInput {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SettingsFault('What the studio copied is not complete: copy it again and paste all of it');
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new SettingsFault('Expected what the studio copies: text that begins with {');
  }
  const { input = parsed } = parsed as { input?: { settings?: object } };
  return ((input as { settings?: object }).settings ?? input) as AnimationSettingsInput;
}

/** The settings to request: the site's, overridden by those from the studio, overridden by the choices. */
export function inputOf(
  { settings: ofSite, crop }: Pick<DriftscapeOptions, 'settings' | 'crop'>,
  { animation, focalX, focalY }: Pick<PhotoDocument, 'animation' | 'focalX' | 'focalY'>,
): AnimationSettingsInput {
  const { motion, light, durationSeconds, studio } = animation?.settings ?? {};
  const cropped: AnimationSettingsInput = crop
    ? {
        outputs: {
          list: [
            { format: 'MP4_H264', crop },
            { format: 'JPEG', crop },
          ],
        },
      }
    : {};
  const settings: AnimationSettingsInput = {
    ...cropped,
    ...ofSite,
    ...(studio && parseStudio(studio)),
    ...(motion && { motion: { preset: motion } }),
    ...(light && { appearance: { light: { moments: [{ preset: light }], course: 'HELD' as const } } }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
  const list = settings.outputs?.list;
  if (!list || typeof focalX !== 'number' || typeof focalY !== 'number') return settings;
  const focus = { x: focalX / 100, y: focalY / 100 };
  const focused = (output: OutputInput) =>
    output.crop && output.crop !== 'ORIGINAL' ? { focus, ...output } : output;
  return { ...settings, outputs: { list: [list].flat().map(focused) } };
}
