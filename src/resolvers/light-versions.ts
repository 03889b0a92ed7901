import { UserError } from '../errors.ts';
import { asTaken } from '../inference/look.ts';
import type { Presets } from '../presets/presets.ts';
import type { AppearanceChoice } from './animation-settings.ts';
import type { CreateAnimationArguments } from './create-animation.ts';

/** Most lights per request. */
export const mostLights = 12;

/** A light for a whole video: `as-taken`, or the name of a preset with a look. */
export interface HeldLight {
  preset: string;
  strength?: number | null;
}

/**
 * Each animation once in each of the lights, with the same motion: the first one in all lights, then the next.
 * @param wasMade whether the same request with the same key has already created an animation, whose light may have been
 *   deleted since
 * @throws UserError INVALID_INPUT for lights that repeat or are out of range, and for an animation that already has a
 *   light; UNKNOWN_PRESET. Nothing is created then.
 */
export async function inEachLight(
  animations: readonly CreateAnimationArguments[],
  lights: readonly HeldLight[],
  presets: Presets,
  wasMade: (animation: CreateAnimationArguments) => Promise<boolean>,
): Promise<CreateAnimationArguments[]> {
  checkLights(lights);
  const lit = animations.findIndex(({ settings }) => settings?.appearance != null);
  if (lit >= 0) {
    const path = ['animations', String(lit), 'settings', 'appearance'];
    throw invalid(path, 'Expected either an appearance or lights, but received both; leave out one of them');
  }
  for (const [i, light] of lights.entries()) {
    if (light.preset === asTaken) continue;
    try {
      await presets.resolveLook(light.preset, ['input', 'lights', String(i), 'preset']);
    } catch (error) {
      const made = await Promise.all(animations.map((one) => wasMade(inLight(one, light))));
      if (made.includes(false)) throw error;
    }
  }
  return animations.flatMap((one) => lights.map((light) => inLight(one, light)));
}

function inLight(one: CreateAnimationArguments, light: HeldLight): CreateAnimationArguments {
  return {
    ...one,
    settings: { ...one.settings, appearance: appearanceIn(light) },
    // Derived from the key of the request, so that each of the videos is safe to repeat.
    idempotencyKey: one.idempotencyKey == null ? null : `${one.idempotencyKey}/${light.preset}`,
  };
}

function checkLights(lights: readonly HeldLight[]): void {
  if (lights.length < 1 || lights.length > mostLights) {
    throw invalid(['lights'], `Expected 1 to ${mostLights} lights, but received ${lights.length}`);
  }
  for (const [i, { preset, strength }] of lights.entries()) {
    const path = ['lights', String(i)];
    if (lights.findIndex((other) => other.preset === preset) < i) {
      const message = `Expected each light once, but received ${JSON.stringify(preset)} again`;
      throw invalid([...path, 'preset'], message);
    }
    if (preset === asTaken && strength != null) {
      throw invalid([...path, 'strength'], `Expected no strength with "${asTaken}", which changes nothing`);
    }
    if (strength != null && !(strength >= 0 && strength <= 1)) {
      throw invalid([...path, 'strength'], `Expected a strength from 0 to 1, but received ${strength}`);
    }
  }
}

function appearanceIn({ preset, strength }: HeldLight): AppearanceChoice | null {
  return preset === asTaken ? null : { light: { moments: [{ preset }], strength, course: 'held' } };
}

function invalid(path: string[], message: string): UserError {
  return new UserError('INVALID_INPUT', message, { path: ['input', ...path] });
}
