import type { LatentCode } from '../inference/latent-code.ts';
import { codeAtPlace } from '../inference/latent-code.ts';
import type { Look } from '../inference/look.ts';

export interface Ingredient {
  codes: readonly LatentCode[];
  /** Weight, 0 or more, relative to the sum of all weights. */
  weight: number;
}

/**
 * The weighted mean of sequences of codes, as long as the longest; shorter ones are stretched over it evenly.
 * @param ingredients at least one, with a sum of weights above 0
 */
export function blendCodes(ingredients: readonly Ingredient[]): LatentCode[] {
  const total = ingredients.reduce((sum, { weight }) => sum + weight, 0);
  const length = Math.max(...ingredients.map(({ codes }) => codes.length));
  return Array.from({ length }, (_, i) => {
    const place = length === 1 ? 0 : i / (length - 1);
    const parts = ingredients.map(({ codes, weight }) => ({
      code: codes.length === 1 ? codes[0] : codeAtPlace(codes, place),
      share: weight / total,
    }));
    return parts[0].code.map((_, j) => parts.reduce((sum, { code, share }) => sum + share * code[j], 0));
  });
}

/**
 * The weighted mean of looks, number by number; for each region, over the looks that have it.
 * @param ingredients at least one, with a sum of weights above 0
 */
export function blendLooks(ingredients: readonly { look: Look; weight: number }[]): Look {
  const regions = (['sky', 'land', 'water'] as const).flatMap((name) => {
    const parts = ingredients.filter(({ look, weight }) => look[name] && weight > 0);
    return parts.length === 0 ? [] : [[name, mean(parts.map(({ look, weight }) => [look[name], weight]))]];
  });
  return Object.fromEntries(regions) as Look;
}

/** The mean of values with the same structure and numbers as leaves. */
function mean(parts: readonly (readonly [unknown, number])[]): unknown {
  const [[first]] = parts;
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  if (typeof first === 'number')
    return parts.reduce((sum, [value, weight]) => sum + (value as number) * (weight / total), 0);
  const inner = (key: string | number) =>
    mean(parts.map(([value, weight]) => [(value as Record<string | number, unknown>)[key], weight]));
  if (Array.isArray(first)) return first.map((_, i) => inner(i));
  return Object.fromEntries(Object.keys(first as object).map((key) => [key, inner(key)]));
}
