import { UserError } from '../errors.ts';
import type { Bundle } from '../inference/bundle/bundle.ts';
import { readClipMotion } from '../inference/clip/clip-motion.ts';
import { convertSpeed, speedAt, usualFps } from '../inference/frame-speed.ts';
import type { LightCourse } from '../inference/look.ts';
import type { DeviceChoice } from '../inference/runtime/session.ts';
import { type AnimationSettings, type AnimationSettingsInput, parseSettings } from '../inference/settings.ts';
import type { EncoderChoice } from '../video/encoders.ts';
import type { EncoderPreset } from '../video/presets.ts';
import { chooseAppearance, chooseLooks, chooseMotion } from './choices.ts';
import type { ControlOptions, ReadControls } from './controls.ts';
import type { AskedOutput } from './extra-outputs.ts';
import { readMoments } from './light-of.ts';
import { passedOn } from './passed-on.ts';

/** The parsed options of `animate`. */
export interface AnimateOptions
  extends ControlOptions,
    Pick<AnimationSettingsInput, (typeof passedOn)[number]> {
  out?: string;
  scene?: string;
  output?: AskedOutput[];
  web?: string;
  alt?: string;
  inlineStyle: boolean;
  force?: boolean;
  width?: number;
  motion?: string;
  motionOf?: string;
  appearance?: string;
  light?: string;
  lightOf?: string[];
  lights?: string;
  lightStrength?: number;
  lightCourse?: LightCourse;
  speed?: number;
  bundle: string;
  device: DeviceChoice;
  encoder: EncoderChoice;
  preset?: EncoderPreset;
  json?: boolean;
}

/**
 * Translates the options of a command line into settings.
 * @param controls the manual controls
 * @param log receives a message for everything that a clip or picture could not provide
 * @throws UserError UNKNOWN_PRESET, INVALID_SETTINGS; errors of the picture or clip that provides the light or the
 * motion
 */
export async function settingsOf(
  options: AnimateOptions,
  bundle: Bundle,
  controls: ReadControls['settings'],
  log: (line: string) => void,
): Promise<AnimationSettings> {
  return parseSettings({
    ...Object.fromEntries(passedOn.map((name) => [name, options[name]])),
    widthPixels: options.width,
    ...(await motionOf(options, bundle, log)),
    appearance: await appearanceOf(options, bundle, log),
    encoderPreset: options.preset,
    ...controls,
  });
}

async function motionOf(
  { motion, motionOf: clip, speed, fps }: AnimateOptions,
  bundle: Bundle,
  log: (line: string) => void,
): Promise<Pick<AnimationSettingsInput, 'motion' | 'speed'>> {
  if (clip === undefined) {
    return { motion: motion === undefined ? undefined : chooseMotion(motion, bundle.codebook), speed };
  }
  const read = await readClipMotion(bundle, clip);
  const asFast = speedAt(fps, read.speed);
  const wanted = convertSpeed(read.speed, { to: fps ?? usualFps });
  if (speed === undefined && wanted > asFast)
    log(
      `${clip} moves ${(wanted / asFast).toFixed(1)} times as fast as a video with this frame rate can, which therefore moves as fast as it can; a higher --fps allows more`,
    );
  return { motion: read.code, speed: speed ?? asFast };
}

async function appearanceOf(
  { appearance, light, lightOf, lights, lightStrength: strength, lightCourse: course }: AnimateOptions,
  bundle: Bundle,
  log: (line: string) => void,
): Promise<AnimationSettingsInput['appearance']> {
  if (lights !== undefined) return undefined;
  if (appearance !== undefined) return chooseAppearance(appearance, bundle.codebook);
  if (light !== undefined) return { moments: chooseLooks(light), strength, course };
  if (lightOf === undefined) {
    if (strength === undefined && course === undefined) return undefined;
    const message =
      'Expected a light for --light-strength or --light-course; add --light, --lights or --light-of, or leave them out';
    throw new UserError('INVALID_SETTINGS', message, { path: ['light'] });
  }
  return { moments: await readMoments(bundle, lightOf, log), strength, course };
}
