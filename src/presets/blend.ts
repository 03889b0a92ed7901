import type { LatentCode } from '../inference/latent-code.ts';
import { codeAtPlace } from '../inference/latent-code.ts';

export interface Ingredient {
  codes: readonly LatentCode[];
  /** 0 or more; what counts is its share of the sum. */
  weight: number;
}

/**
 * The weighted mean of sequences of codes, as long as the longest; shorter ones are stretched over it evenly.
 * @param ingredients one at least, with a sum of weights above 0
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
