import type { SeenSpans } from '../grids/seen-spans.ts';

export interface WaterOptions {
  /** Side of the motion grid, in points. */
  side: number;
  /** Points of the grid where water is visible. */
  spans: SeenSpans;
  /** Size of the video, in pixels. */
  output: { width: number; height: number };
  /** Length of the video. */
  seconds: number;
  /** True if long waves may bend the picture, so that reflections waver. */
  wavers: boolean;
  /** Where a calm lake meets its far shore: distance from the top of the picture, as a share of its height. */
  waterline?: number;
  /** Strength of the waves; 1 is that of a breeze. */
  strength: number;
  seed: number;
}

/** All waves with the same number of whole cycles per video, so that its end continues into its start. */
export interface Harmonic {
  /** Σ a·cos(k·x + φ) over its waves, (x, y) interleaved, in output pixels. */
  cosine: Float32Array;
  /** Σ a·sin(k·x + φ), likewise. */
  sine: Float32Array;
}
