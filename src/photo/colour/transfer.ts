import type { Transfer } from './signal.ts';

/** Luminance of diffuse white in cd/m² (ITU-R BT.2408). */
export const referenceWhiteNits = 203;
/** Luminance of HLG's brightest sample on its reference display, also assumed for PQ (ITU-R BT.2100), in cd/m². */
export const nominalPeakNits = 1000;

/** Linear light of a sample of 0…1: 0…1 for SDR, multiples of diffuse white for PQ, scene light for HLG. */
export function toLight(transfer: Transfer, sample: number): number {
  switch (transfer.kind) {
    case 'power':
      return sample ** transfer.exponent;
    case 'smpte240m':
      return sample < 4 * 0.0228 ? sample / 4 : ((sample + 0.1115) / 1.1115) ** (1 / 0.45);
    case 'smpte428':
      return (52.37 / 48) * sample ** 2.6;
    case 'pq':
      return pqNits(sample) / referenceWhiteNits;
    case 'hlg':
      return hlgSceneLight(sample);
    case 'srgb':
      return sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4;
  }
}

/** The sRGB sample for linear light, both 0…1. */
export function toSrgb(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** ITU-R BT.2100, table 4. */
function pqNits(sample: number): number {
  const m1 = 2610 / 16384;
  const m2 = (2523 / 4096) * 128;
  const c1 = 3424 / 4096;
  const c2 = (2413 / 4096) * 32;
  const c3 = (2392 / 4096) * 32;
  const power = sample ** (1 / m2);
  return 10_000 * (Math.max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1);
}

/** ITU-R BT.2100, table 5. */
function hlgSceneLight(sample: number): number {
  const a = 0.17883277;
  const b = 1 - 4 * a;
  const c = 0.5 - a * Math.log(4 * a);
  return sample <= 0.5 ? (sample * sample) / 3 : (Math.exp((sample - c) / a) + b) / 12;
}
