import type { SeenSpans } from '../grids/seen-spans.ts';
import type { LoopPlan } from '../loop.ts';
import type { Light } from './light.ts';
import type { Oscillation } from './oscillation.ts';
import type { MotionTrajectories } from './trajectory.ts';

/** The motion of a layer over a whole video. The motion grid is the network's, with `networkSize` points per side. */
export interface LayerMotion {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** When each point of the grid changes from one copy to the other, as a share of a period (see `switchTimes`). */
  switchTimes: Float32Array;
  /** Ripples and swaying, added to both copies. */
  ripples?: Oscillation;
  /** Local mean of the layer's background on the motion grid, RGB interleaved in 0…255. */
  localMean: Float32Array;
  /** Light that stays in place while the layer moves; absent if it moves along. */
  light?: Light;
  /** The visible points; a plan is undefined at the others. */
  spans: SeenSpans;
}
