import { UserError } from '../errors.ts';
import { type BuiltInPreset, builtInPresets } from '../inference/bundle/presets.ts';
import type { Codebook } from '../inference/bundle/schema.ts';
import type { LatentCode } from '../inference/latent-code.ts';

/** A place 0…1 as it is, a preset's name as its code. @throws UserError UNKNOWN_PRESET */
export function chooseMotion(choice: string, codebook: Codebook): number | LatentCode {
  return toPlace(choice) ?? findPreset('motion', choice, codebook).codes[0];
}

/** `none` or a place 0…1 as it is, a preset's name as its codes. @throws UserError UNKNOWN_PRESET */
export function chooseAppearance(choice: string, codebook: Codebook): 'none' | number | LatentCode[] {
  if (choice === 'none') return 'none';
  return toPlace(choice) ?? findPreset('appearance', choice, codebook).codes;
}

function toPlace(choice: string): number | undefined {
  const place = Number(choice);
  return choice.trim() === '' || !Number.isFinite(place) ? undefined : place;
}

function findPreset(kind: BuiltInPreset['kind'], name: string, codebook: Codebook): BuiltInPreset {
  const presets = builtInPresets(codebook).filter((preset) => preset.kind === kind);
  const found = presets.find((preset) => preset.name === name);
  if (found) return found;
  const names = presets.map((preset) => preset.name);
  const known = names.length > 12 ? `${names[0]} … ${names[names.length - 1]}` : names.join(', ');
  const message = `Expected a place from 0 to 1 or one of the ${kind} presets ${known}, but received ${name}`;
  throw new UserError('UNKNOWN_PRESET', message, { path: [kind] });
}
