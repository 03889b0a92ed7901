import { codeAtPlace, codeLength, type LatentCode } from '../latent-code.ts';

/** How far a seed moves a code, in standard deviations of the codebook per dimension: another take of the same motion. */
const seedSpread = 0.25;

/**
 * The motion code for a setting (algorithm §6): a place 0…1 walks along the codebook's centres and interpolates
 * between neighbours; a code is taken as it is. A seed moves the code a little, the same seed always the same way.
 */
export function chooseMotionCode(
  motion: number | LatentCode,
  codebook: readonly LatentCode[],
  seed?: number,
): LatentCode {
  const code = typeof motion === 'number' ? codeAtPlace(codebook, motion) : motion;
  if (seed === undefined) return code;
  const spread = standardDeviations(codebook);
  const normal = normalNumbers(seed);
  return code.map((value, i) => value + seedSpread * spread[i] * normal());
}

function standardDeviations(codes: readonly LatentCode[]): number[] {
  return Array.from({ length: codeLength }, (_, i) => {
    const mean = codes.reduce((sum, code) => sum + code[i], 0) / codes.length;
    const variance = codes.reduce((sum, code) => sum + (code[i] - mean) ** 2, 0) / codes.length;
    return Math.sqrt(variance);
  });
}

/** Standard normal numbers (Box and Muller) from the generator mulberry32. */
function normalNumbers(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
