import { UserError } from '../errors.ts';
import { builtInLooks } from '../inference/built-in-looks.ts';
import { type BuiltInPreset, builtInPresets } from '../inference/bundle/presets.ts';
import type { Codebook } from '../inference/bundle/schema.ts';
import type { LatentCode } from '../inference/latent-code.ts';
import { asTaken, type LightInput, type Look } from '../inference/look.ts';

/** A position 0…1 unchanged, or a preset's code by its name. @throws UserError UNKNOWN_PRESET */
export function chooseMotion(choice: string, codebook: Codebook): number | LatentCode {
  return toPlace(choice) ?? findPreset('motion', choice, codebook).codes[0];
}

/**
 * `none` or a position 0…1 unchanged, or by name a preset's codes, or its look if it has no codes. @throws UserError
 * UNKNOWN_PRESET
 */
export function chooseAppearance(
  choice: string,
  codebook: Codebook,
): 'none' | number | LatentCode[] | LightInput {
  if (choice === 'none') return 'none';
  const place = toPlace(choice);
  if (place !== undefined) return place;
  const { name, codes, look } = findPreset('appearance', choice, codebook);
  return look && codes.length === 0 ? { moments: [{ name, look }] } : codes;
}

/**
 * Parses names of looks, in order, separated by commas, each with an optional time after `@`, such as `sunset@0.5`.
 * @throws UserError UNKNOWN_PRESET, INVALID_SETTINGS for an invalid time
 */
export function chooseLooks(choice: string): LightInput['moments'] {
  return choice.split(',').map((part) => {
    const [name, ...times] = part.trim().split('@');
    const look = findLook(
      name,
      builtInLooks.map((known) => known.name),
    );
    return { name, look, at: times.length === 0 ? undefined : toTime(times.join('@')) };
  });
}

/** A light used for a whole video, and its name. */
export interface NamedLight {
  name: string;
  appearance: 'none' | LightInput;
}

/**
 * Parses names of lights, separated by commas, each for a separate video; `as-taken` is the photo's own light.
 * @throws UserError UNKNOWN_PRESET, INVALID_SETTINGS for a repeated light, and for a strength that no light uses
 */
export function chooseLights(choice: string, strength?: number): NamedLight[] {
  const names = choice.split(',').map((part) => part.trim());
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) {
    const message = `Expected each light once, but received ${repeated} twice; leave one out`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['lights'] });
  }
  if (strength !== undefined && names.every((name) => name === asTaken)) {
    const message = `Expected a light other than ${asTaken} for --light-strength, which changes nothing about the light of the photo; name another light, or leave out --light-strength`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['lights'] });
  }
  return names.map((name) => {
    if (name === asTaken) return { name, appearance: 'none' };
    const look = findLook(name, [asTaken, ...builtInLooks.map((known) => known.name)]);
    return { name, appearance: { moments: [{ name, look }], strength, course: 'held' } };
  });
}

function findLook(name: string, names: readonly string[]): Look {
  const known = builtInLooks.find((look) => look.name === name);
  if (known) return known.look;
  const message = `Expected one of the lights ${names.join(', ')}, but received ${name || 'nothing'}`;
  throw new UserError('UNKNOWN_PRESET', message, { path: ['light'] });
}

function toTime(text: string): number {
  const time = toPlace(text);
  if (time !== undefined && time >= 0 && time <= 1) return time;
  const message = `Expected a time from 0 (start) to 1 (end) after @, such as sunset@0.5, but received ${text || 'nothing'}`;
  throw new UserError('INVALID_SETTINGS', message, { path: ['light'] });
}

function toPlace(choice: string): number | undefined {
  const place = Number(choice);
  return choice.trim() === '' || !Number.isFinite(place) ? undefined : place;
}

function findPreset(kind: BuiltInPreset['kind'], name: string, codebook: Codebook): BuiltInPreset {
  const presets = builtInPresets(codebook, builtInLooks).filter((preset) => preset.kind === kind);
  const found = presets.find((preset) => preset.name === name);
  if (found) return found;
  const names = presets.map((preset) => preset.name);
  const known = names.length > 12 ? `${names[0]} … ${names[names.length - 1]}` : names.join(', ');
  const message = `Expected a position from 0 to 1 or one of the ${kind} presets ${known}, but received ${name}`;
  throw new UserError('UNKNOWN_PRESET', message, { path: [kind] });
}
