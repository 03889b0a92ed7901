import { z } from 'zod';

/** Numbers in a latent code (algorithm §1). */
export const codeLength = 8;

/**
 * Bound of the absolute value of its numbers. Codes of training clips stay below 8, and beyond this bound the networks
 * give nonsense.
 */
export const largestCodeNumber = 20;

const outside = { error: `Expected numbers from -${largestCodeNumber} to ${largestCodeNumber}` };

/** One latent code: 8 numbers, near a unit Gaussian. */
export const latentCodeSchema = z
  .array(z.number().min(-largestCodeNumber, outside).max(largestCodeNumber, outside), {
    error: `Expected a latent code: an array of ${codeLength} finite numbers`,
  })
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
