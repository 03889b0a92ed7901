import type { ColourTimeline } from './appearance.ts';
import { contrastGains } from './blend.ts';
import { blendMeans } from './blend-means.ts';
import { reflect } from './grid.ts';
import type { LoopPlan } from './loop.ts';
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

interface PlanBuffers {
  motions: [FrameMotion, FrameMotion];
  blend: FrameBlend;
}

/**
 * Turns a frame number into what a renderer needs for it. All buffers are made once and used in turn: a plan is valid
 * until the call after the next, so that a frame can be planned while the one before is rendered.
 */
export class FramePlanner {
  readonly #setup: FramePlannerSetup;
  /** Where each copy comes from: displacements in grid units as traced, then positions inside the grid. */
  readonly #sources: [Float32Array, Float32Array];
  readonly #buffers: [PlanBuffers, PlanBuffers];
  #calls = 0;

  constructor(setup: FramePlannerSetup) {
    const points = setup.side * setup.side;
    this.#setup = setup;
    this.#sources = [new Float32Array(points * 2), new Float32Array(points * 2)];
    const makeBuffers = (): PlanBuffers => ({
      motions: [
        { displacement: new Float32Array(points * 2), weight: 1 },
        { displacement: new Float32Array(points * 2), weight: 0 },
      ],
      blend: { contrast: new Float32Array(points), mean: new Float32Array(points * 3) },
    });
    this.#buffers = [makeBuffers(), makeBuffers()];
  }

  /** The plan of a frame, valid until the call after the next. */
  planFrame(frame: number): FramePlan {
    const { loop, trajectories, colours } = this.#setup;
    const { motions, blend } = this.#takeBuffers();
    const copies = loop.copiesAt(frame);
    for (const [index, { direction, timeFrames, weight }] of copies.entries()) {
      trajectories[direction].sample(timeFrames, this.#sources[index]);
      motions[index].weight = weight;
    }
    const [a, b] = motions;
    const colour = colours?.colourAt(frame);
    if (copies.length === 1) {
      this.#moveCopy(0, a);
      return { a, colour };
    }
    // Before the displacements are folded back into the picture: copies are as far apart as they drifted.
    this.#restoreContrast(a.weight, b.weight, blend.contrast);
    this.#moveCopy(0, a);
    this.#moveCopy(1, b);
    this.#blendMeans(a.weight, b.weight, blend.mean);
    return { a, b, blend, colour };
  }

  /** What a frame without motion looks like: the photo. */
  planPhoto(): FramePlan {
    const [a] = this.#takeBuffers().motions;
    a.displacement.fill(0);
    a.weight = 1;
    return { a };
  }

  #takeBuffers(): PlanBuffers {
    return this.#buffers[this.#calls++ % 2];
  }

  /** Grid units to output pixels; sources outside the photo are mirrored into it. */
  #moveCopy(index: number, { displacement }: FrameMotion): void {
    const { side, output } = this.#setup;
    const sources = this.#sources[index];
    const last = side - 1;
    const scaleX = (output.width - 1) / last;
    const scaleY = (output.height - 1) / last;
    for (let y = 0, i = 0; y < side; y++) {
      for (let x = 0; x < side; x++, i += 2) {
        const sourceX = reflect(x + sources[i], last);
        const sourceY = reflect(y + sources[i + 1], last);
        displacement[i] = (sourceX - x) * scaleX;
        displacement[i + 1] = (sourceY - y) * scaleY;
        sources[i] = sourceX;
        sources[i + 1] = sourceY;
      }
    }
  }

  /** Contrast gain of both copies (algorithm §4), by how far apart their sources lie. */
  #restoreContrast(weightA: number, weightB: number, contrast: Float32Array): void {
    const { side, output } = this.#setup;
    const [tracedA, tracedB] = this.#sources;
    const shareX = 1 / (side - 1);
    const shareY = output.height / output.width / (side - 1);
    const { gains, perDistance } = contrastGains(weightA, weightB);
    const last = gains.length - 2;
    for (let point = 0; point < contrast.length; point++) {
      const i = 2 * point;
      const apartX = (tracedA[i] - tracedB[i]) * shareX;
      const apartY = (tracedA[i + 1] - tracedB[i + 1]) * shareY;
      const position = Math.min(last, perDistance * Math.sqrt(apartX * apartX + apartY * apartY));
      const before = position | 0;
      const gain = gains[before];
      contrast[point] = gain + (position - before) * (gains[before + 1] - gain);
    }
  }

  /** Blended local mean of both copies (algorithm §4). */
  #blendMeans(weightA: number, weightB: number, mean: Float32Array): void {
    const { side, localMean } = this.#setup;
    const [sourceA, sourceB] = this.#sources;
    blendMeans(localMean, side, { sourceA, sourceB, weightA, weightB }, mean);
  }
}
