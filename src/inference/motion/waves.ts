import type { SeenSpans } from '../grids/seen-spans.ts';

export interface WaterOptions {
  side: number;
  /** Points of the grid that are seen as water. */
  spans: SeenSpans;
  output: { width: number; height: number };
  seconds: number;
  /** Whether long waves may bend what is seen, so that reflections waver. */
  wavers: boolean;
  /** Where a calm lake meets its far shore, from the picture's upper border, as a share of the height. */
  waterline?: number;
  /** 1: as a breeze makes them. */
  strength: number;
  seed: number;
}

/** All waves that run through the same number of whole cycles in a video, so that its end meets its start. */
export interface Harmonic {
  /** Σ a·cos(k·x + φ) and Σ a·sin(k·x + φ) of its waves, (x, y) interleaved, output pixels. */
  cosine: Float32Array;
  sine: Float32Array;
}
