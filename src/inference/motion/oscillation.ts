import type { SeenSpans } from '../grids/seen-spans.ts';
import type { Harmonic } from './waves.ts';

/** Waves by their number of whole cycles in a video. */
export type Harmonics = ReadonlyMap<number, Harmonic>;

/**
 * Oscillating motion: a sum of a·( sin(ωt + φ) − sin(φ) ), each with whole cycles per video, so it is 0 in frame 0 and
 * again at the end (algorithm §4).
 */
export class Oscillation {
  readonly #harmonics: Harmonics;
  readonly #spans: SeenSpans;

  constructor(harmonics: Harmonics, spans: SeenSpans) {
    this.#harmonics = harmonics;
    this.#spans = spans;
  }

  /** Adds it, at a share of the video, 0 … 1, to displacements in output pixels, (x, y) interleaved. */
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
