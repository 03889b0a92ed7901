import { layBreeze } from './breeze.ts';
import { type Harmonics, Oscillation } from './oscillation.ts';
import { laySwell } from './swell.ts';
import type { WaterOptions } from './waves.ts';

/** Different counts of whole cycles in a video: each costs a pass over the grid per frame. */
const mostCycleCounts = 6;

/** Waves of water (algorithm §3.4), see {@link layRipples}. */
export class Ripples extends Oscillation {
  constructor(options: WaterOptions) {
    super(layRipples(options), options.spans);
  }
}

/**
 * Waves of water: a breeze makes short waves in perspective below the horizon; where they would bend the picture too
 * much, a long swell makes up for what they lack.
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

/** How far below its waterline a lake is calmer than elsewhere, as a share of the height, and how calm it is right at it. */
const [calmReach, calmest] = [0.06, 0.35];

/** A reflection meets what it mirrors at the waterline, so it moves least there. */
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

/** Whole cycles per video, between one in two and a half seconds and one in three quarters of a second. */
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
