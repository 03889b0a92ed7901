import type { ColourTimeline } from './appearance.ts';
import { contrastGain, correlationAt } from './blend.ts';
import { reflect, sampleGrid } from './grid.ts';
import type { Copy, LoopPlan } from './loop.ts';
import type { FrameBlend, FrameMotion, FramePlan } from './renderer/renderer.ts';
import type { MotionTrajectories } from './trajectory.ts';

export interface FramePlannerSetup {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** Local mean of the photo on the motion grid, RGB 0…255. */
  localMean: Float32Array;
  /** Points per side of the motion grid. */
  side: number;
  output: { width: number; height: number };
  colours?: ColourTimeline;
}

/** Turns a frame number into what a renderer needs for it. All buffers are made once and reused. */
export class FramePlanner {
  readonly #setup: FramePlannerSetup;
  /** Displacements in grid units as traced, per copy. */
  readonly #traced: [Float32Array, Float32Array];
  /** The same as the renderer takes them. */
  readonly #motions: [FrameMotion, FrameMotion];
  readonly #blend: FrameBlend;

  constructor(setup: FramePlannerSetup) {
    const points = setup.side * setup.side;
    this.#setup = setup;
    this.#traced = [new Float32Array(points * 2), new Float32Array(points * 2)];
    this.#motions = [
      { displacement: new Float32Array(points * 2), weight: 1 },
      { displacement: new Float32Array(points * 2), weight: 0 },
    ];
    this.#blend = { contrast: new Float32Array(points), mean: new Float32Array(points * 3) };
  }

  /** The plan of a frame, valid until the next call. */
  planFrame(frame: number): FramePlan {
    const { loop, colours } = this.#setup;
    const copies = loop.copiesAt(frame);
    copies.forEach((copy, index) => {
      this.#moveCopy(copy, index);
    });
    const colour = colours?.colourAt(frame);
    const [a, b] = this.#motions;
    if (copies.length === 1) return { a, colour };
    this.#blendCopies();
    return { a, b, blend: this.#blend, colour };
  }

  /** What a frame without motion looks like: the photo. */
  planPhoto(): FramePlan {
    const [a] = this.#motions;
    a.displacement.fill(0);
    a.weight = 1;
    return { a };
  }

  /** Grid units to output pixels; sources outside the photo are mirrored into it. */
  #moveCopy({ direction, timeFrames, weight }: Copy, index: number): void {
    const { trajectories, side, output } = this.#setup;
    const traced = this.#traced[index];
    trajectories[direction].sample(timeFrames, traced);
    const motion = this.#motions[index];
    motion.weight = weight;
    const last = side - 1;
    const scaleX = (output.width - 1) / last;
    const scaleY = (output.height - 1) / last;
    for (let y = 0, i = 0; y < side; y++) {
      for (let x = 0; x < side; x++, i += 2) {
        motion.displacement[i] = (reflect(x + traced[i], last) - x) * scaleX;
        motion.displacement[i + 1] = (reflect(y + traced[i + 1], last) - y) * scaleY;
      }
    }
  }

  /** Contrast gain and blended local mean of both copies (algorithm §4). */
  #blendCopies(): void {
    const { side, output, localMean } = this.#setup;
    const [tracedA, tracedB] = this.#traced;
    const [{ weight: weightA }, { weight: weightB }] = this.#motions;
    const { contrast, mean } = this.#blend;
    const sample = new Float32Array(6);
    const shareX = 1 / (side - 1);
    const shareY = output.height / output.width / (side - 1);
    for (let y = 0, point = 0; y < side; y++) {
      for (let x = 0; x < side; x++, point++) {
        const i = 2 * point;
        const apartX = (tracedA[i] - tracedB[i]) * shareX;
        const apartY = (tracedA[i + 1] - tracedB[i + 1]) * shareY;
        const distance = Math.sqrt(apartX * apartX + apartY * apartY);
        contrast[point] = contrastGain(weightA, weightB, correlationAt(distance));
        sampleGrid(localMean, side, 3, x + tracedA[i], y + tracedA[i + 1], sample, 0);
        sampleGrid(localMean, side, 3, x + tracedB[i], y + tracedB[i + 1], sample, 3);
        mean[3 * point] = weightA * sample[0] + weightB * sample[3];
        mean[3 * point + 1] = weightA * sample[1] + weightB * sample[4];
        mean[3 * point + 2] = weightA * sample[2] + weightB * sample[5];
      }
    }
  }
}
