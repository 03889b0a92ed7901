/** x and y of red, green, blue and white (CIE 1931). */
export interface Chromaticities {
  red: readonly [number, number];
  green: readonly [number, number];
  blue: readonly [number, number];
  white: readonly [number, number];
}

/**
 * Transfer function from samples to light. `power`: light is the sample to the power of `exponent`. `pq` and `hlg` are
 * HDR (ITU-R BT.2100).
 */
export type Transfer =
  | { kind: 'srgb' | 'smpte240m' | 'smpte428' | 'pq' | 'hlg' }
  | { kind: 'power'; exponent: number };

/** What the samples of a photo mean if it has no ICC profile. */
export interface ColourSignal {
  primaries: Chromaticities;
  transfer: Transfer;
  /** Peak brightness in cd/m², if the file has it; only for PQ and HLG. */
  peakNits?: number;
}

const d65 = [0.3127, 0.329] as const;
const illuminantC = [0.31, 0.316] as const;

export const srgbPrimaries: Chromaticities = {
  red: [0.64, 0.33],
  green: [0.3, 0.6],
  blue: [0.15, 0.06],
  white: d65,
};

const smpte170m: Chromaticities = {
  red: [0.63, 0.34],
  green: [0.31, 0.595],
  blue: [0.155, 0.07],
  white: d65,
};
const p3 = { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] } as const;

/** Colour primaries by their code points (ITU-T H.273, table 2). */
const primariesByCode: Record<number, Chromaticities> = {
  1: srgbPrimaries,
  4: { red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: illuminantC },
  5: { red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: d65 },
  6: smpte170m,
  7: smpte170m,
  8: { red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049], white: illuminantC },
  9: { red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046], white: d65 },
  10: { red: [1, 0], green: [0, 1], blue: [0, 0], white: [1 / 3, 1 / 3] },
  11: { ...p3, white: [0.314, 0.351] },
  12: { ...p3, white: d65 },
  22: { red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077], white: d65 },
};

/** The display that BT.709 and its relatives are graded on (ITU-R BT.1886); browsers undo the same. */
const bt1886: Transfer = { kind: 'power', exponent: 2.4 };

/** Transfer characteristics by code point (ITU-T H.273, table 3). Missing ones count as sRGB, as in browsers. */
const transferByCode: Record<number, Transfer> = {
  1: bt1886,
  4: { kind: 'power', exponent: 2.2 },
  5: { kind: 'power', exponent: 2.8 },
  6: bt1886,
  7: { kind: 'smpte240m' },
  8: { kind: 'power', exponent: 1 },
  11: bt1886,
  14: bt1886,
  15: bt1886,
  16: { kind: 'pq' },
  17: { kind: 'smpte428' },
  18: { kind: 'hlg' },
};

/** The colour signal of H.273 code points. Unknown and unspecified ones count as sRGB. */
export function signalOfCodePoints(primaries: number, transfer: number, peakNits?: number): ColourSignal {
  return {
    primaries: primariesByCode[primaries] ?? srgbPrimaries,
    transfer: transferByCode[transfer] ?? { kind: 'srgb' },
    peakNits,
  };
}

/** True if samples need no conversion. */
export function isSrgb({ primaries, transfer }: ColourSignal): boolean {
  return primaries === srgbPrimaries && transfer.kind === 'srgb';
}
