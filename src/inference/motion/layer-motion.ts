import type { SeenSpans } from '../grids/seen-spans.ts';
import type { LoopPlan } from '../loop.ts';
import type { Light } from './light.ts';
import type { Oscillation } from './oscillation.ts';
import type { MotionTrajectories } from './trajectory.ts';

/** How a layer moves over a whole video. The motion grid is the network's, `networkSize` points a side. */
export interface LayerMotion {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** When each point of the grid changes from one copy to the other, as a share of a period (see `switchTimes`). */
  switchTimes: Float32Array;
  /** Ripples and swaying, added to both copies. */
  ripples?: Oscillation;
  /** Local mean of the layer's background on the motion grid, RGB interleaved in 0…255. */
  localMean: Float32Array;
  /** Stays where it is while the layer moves; absent where it moves along. */
  light?: Light;
  /** The points that are seen. What a plan says of others is not what they would do. */
  spans: SeenSpans;
}
