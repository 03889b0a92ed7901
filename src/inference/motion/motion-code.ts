import { codeAtPlace, codeLength, type LatentCode } from '../latent-code.ts';
import { standardNormal } from '../random.ts';

/**
 * How far a seed changes a code, in standard deviations of the codebook per dimension: another take of the same motion.
 */
const seedSpread = 0.25;

/**
 * The motion code for a setting (algorithm §6): a position 0…1 interpolates between the codebook's centres; a code is
 * used unchanged. A seed changes the code slightly and deterministically.
 */
export function chooseMotionCode(
  motion: number | LatentCode,
  codebook: readonly LatentCode[],
  seed?: number,
): LatentCode {
  const code = typeof motion === 'number' ? codeAtPlace(codebook, motion) : motion;
  if (seed === undefined) return code;
  const spread = standardDeviations(codebook);
  const normal = standardNormal(seed);
  return code.map((value, i) => value + seedSpread * spread[i] * normal());
}

function standardDeviations(codes: readonly LatentCode[]): number[] {
  return Array.from({ length: codeLength }, (_, i) => {
    const mean = codes.reduce((sum, code) => sum + code[i], 0) / codes.length;
    const variance = codes.reduce((sum, code) => sum + (code[i] - mean) ** 2, 0) / codes.length;
    return Math.sqrt(variance);
  });
}
