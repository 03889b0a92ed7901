import type { SeenSpans } from '../grids/seen-spans.ts';
import { layBreeze } from './breeze.ts';
import { laySwell } from './swell.ts';
import type { Harmonic, WaterOptions } from './waves.ts';

/** Different counts of whole cycles in a video: each costs a pass over the grid per frame. */
const mostCycleCounts = 6;

/**
 * Waves of water: a sum of sin(k·x + ωt + φ) − sin(k·x + φ), each with whole cycles per video. So the ripples are 0 in frame 0 and
 * again at the end (algorithm §4). A breeze makes short waves in perspective below the horizon; where they would bend the picture too
 * much, a long swell makes up for what they lack.
 */
export class Ripples {
  readonly #harmonics: ReadonlyMap<number, Harmonic>;
  readonly #spans: SeenSpans;

  constructor(options: WaterOptions) {
    this.#spans = options.spans;
    const size = options.side * options.side * 2;
    const counts = cycleCounts(options.seconds);
    const harmonics = new Map(
      counts.map((cycles) => [cycles, { cosine: new Float32Array(size), sine: new Float32Array(size) }]),
    );
    laySwell(harmonics, options, layBreeze(harmonics, options));
    this.#harmonics = harmonics;
  }

  /** Adds the ripples at a share of the video, 0 … 1, to displacements in output pixels, (x, y) interleaved. */
  addTo(displacements: readonly Float32Array[], share: number): void {
    const { from, to } = this.#spans;
    const side = from.length;
    for (const [cycles, { cosine, sine }] of this.#harmonics) {
      const angle = 2 * Math.PI * ((cycles * share) % 1);
      const [ofCosine, ofSine] = [Math.sin(angle), Math.cos(angle) - 1];
      for (const displacement of displacements) {
        for (let y = 0; y < side; y++) {
          const end = 2 * (y * side + to[y]);
          for (let i = 2 * (y * side + from[y]); i < end; i++) {
            displacement[i] += ofCosine * cosine[i] + ofSine * sine[i];
          }
        }
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
