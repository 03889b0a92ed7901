import { layBreeze } from './breeze.ts';
import { type Harmonics, Oscillation } from './oscillation.ts';
import { laySwell } from './swell.ts';
import type { WaterOptions } from './waves.ts';

/** Maximum number of different frequencies of waves: each costs a pass over the grid per frame. */
const mostCycleCounts = 6;

/** The oscillation of water by its waves (algorithm §3.4), see {@link layRipples}. */
export class Ripples extends Oscillation {
  constructor(options: WaterOptions) {
    super(layRipples(options), options.spans);
  }
}

/**
 * Makes the waves of water: a breeze makes short ones, in perspective below the horizon. Where these would bend the
 * picture too much they are weaker, and a long swell makes up the difference.
 *
 * @returns waves by their whole cycles per video, in output pixels
 */
export function layRipples(options: WaterOptions): Harmonics {
  const size = options.side * options.side * 2;
  const counts = cycleCounts(options.seconds);
  const harmonics = new Map(
    counts.map((cycles) => [cycles, { cosine: new Float32Array(size), sine: new Float32Array(size) }]),
  );
  laySwell(harmonics, options, layBreeze(harmonics, options));
  if (options.waterline !== undefined) calmShore(harmonics, options.side, options.waterline);
  return harmonics;
}

/**
 * Distance below its waterline within which a lake is calmer, as a share of the height; and the factor of its waves
 * right at the line.
 */
const [calmReach, calmest] = [0.06, 0.35];

/** Reduces waves near the waterline: a reflection meets what it mirrors there, so it moves least. */
function calmShore(harmonics: Harmonics, side: number, waterline: number): void {
  const line = waterline * (side - 1);
  for (let y = 0; y < side; y++) {
    const away = Math.max(0, y - line) / (calmReach * side);
    if (away >= 1) break;
    const share = calmest + (1 - calmest) * away;
    for (const { cosine, sine } of harmonics.values()) {
      for (let i = 2 * y * side; i < 2 * (y + 1) * side; i++) {
        cosine[i] *= share;
        sine[i] *= share;
      }
    }
  }
}

/** Numbers of whole cycles per video; one cycle lasts between 2.5 s and 0.75 s. */
function cycleCounts(seconds: number): number[] {
  const [slowest, fastest] = [
    Math.max(1, Math.round(seconds / 2.5)),
    Math.max(1, Math.round(seconds / 0.75)),
  ];
  const counts = Array.from({ length: mostCycleCounts }, (_, i) =>
    Math.round(slowest + ((fastest - slowest) * i) / (mostCycleCounts - 1)),
  );
  return [...new Set(counts)];
}
