import { z } from 'zod';

/** Numbers in a latent code (algorithm §1). */
export const codeLength = 8;

/** One latent code: 8 finite numbers, near a unit Gaussian. */
export const latentCodeSchema = z
  .array(z.number(), { error: `Expected a latent code: an array of ${codeLength} finite numbers` })
  .length(codeLength, { error: `Expected a latent code of exactly ${codeLength} numbers` });
export type LatentCode = z.infer<typeof latentCodeSchema>;

/** Linear interpolation along a list of codes; 0 is the first, 1 the last. */
export function codeAtPlace(codes: readonly LatentCode[], place: number): LatentCode {
  const position = place * (codes.length - 1);
  const before = Math.min(Math.floor(position), Math.max(0, codes.length - 2));
  const after = Math.min(before + 1, codes.length - 1);
  const share = position - before;
  return codes[before].map((value, i) => value + share * (codes[after][i] - value));
}
