import type { ColourTimeline } from '../appearance/appearance.ts';
import { reflect } from '../grids/grid.ts';
import type { SeenSpans } from '../grids/seen-spans.ts';
import type { LoopPlan } from '../motion/loop.ts';
import type { FieldBetween, MotionTrajectories } from '../motion/trajectory.ts';
import type { FrameBlend, FrameMotion, FramePlan } from '../renderer/renderer.ts';
import { contrastGains } from './blend.ts';
import { blendMeans } from './blend-means.ts';

export interface FramePlannerSetup {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** Local mean of the photo on the motion grid, RGB 0…255. */
  localMean: Float32Array;
  /** Points per side of the motion grid. */
  side: number;
  output: { width: number; height: number };
  /** The points that are seen. What a plan says of others is not what they would do. */
  spans: SeenSpans;
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
  /** Where each copy comes from: positions inside the grid. */
  readonly #sources: [Float32Array, Float32Array];
  readonly #buffers: [PlanBuffers, PlanBuffers];
  /** Of one grid unit: output pixels, and shares of the photo's width. */
  readonly #scale: { last: number; scaleX: number; scaleY: number; shareX: number; shareY: number };
  #calls = 0;

  constructor(setup: FramePlannerSetup) {
    const { side, output } = setup;
    const points = side * side;
    const last = side - 1;
    this.#setup = setup;
    this.#scale = {
      last,
      scaleX: (output.width - 1) / last,
      scaleY: (output.height - 1) / last,
      shareX: 1 / last,
      shareY: output.height / output.width / last,
    };
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
    const fields = copies.map(({ direction, timeFrames }) => trajectories[direction].at(timeFrames));
    for (const [index, { weight }] of copies.entries()) motions[index].weight = weight;
    const [a, b] = motions;
    const colour = colours?.colourAt(frame);
    if (fields.length === 1) {
      this.#moveCopy(0, fields[0], a);
      return { a, colour };
    }
    this.#moveCopies(fields, motions, blend.contrast);
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
  #moveCopy(index: number, field: FieldBetween, { displacement }: FrameMotion): void {
    const { from, to, fromStep, toStep } = field;
    const sources = this.#sources[index];
    const { last, scaleX, scaleY } = this.#scale;
    const { spans } = this.#setup;
    for (let y = 0; y <= last; y++) {
      const end = spans.to[y];
      for (let x = spans.from[y], i = 2 * (y * (last + 1) + x); x < end; x++, i += 2) {
        const sourceX = reflect(x + fromStep * from[i] + toStep * to[i], last);
        const sourceY = reflect(y + fromStep * from[i + 1] + toStep * to[i + 1], last);
        displacement[i] = (sourceX - x) * scaleX;
        displacement[i + 1] = (sourceY - y) * scaleY;
        sources[i] = sourceX;
        sources[i + 1] = sourceY;
      }
    }
  }

  /**
   * Both copies as {@link #moveCopy} moves one, and the contrast gain of their blend (algorithm §4) by how far apart they
   * drifted, before they are mirrored into the photo. One pass over all: half of planning is reading and writing.
   */
  #moveCopies(fields: FieldBetween[], motions: [FrameMotion, FrameMotion], contrast: Float32Array): void {
    const [fieldA, fieldB] = fields;
    const [fromA, toA, fromB, toB] = [fieldA.from, fieldA.to, fieldB.from, fieldB.to];
    const [fromStepA, toStepA, fromStepB, toStepB] = [
      fieldA.fromStep,
      fieldA.toStep,
      fieldB.fromStep,
      fieldB.toStep,
    ];
    const [displacementA, displacementB] = motions.map(({ displacement }) => displacement);
    const [sourceA, sourceB] = this.#sources;
    const { last, scaleX, scaleY, shareX, shareY } = this.#scale;
    const { gains, perDistance } = contrastGains(motions[0].weight, motions[1].weight);
    const lastGain = gains.length - 2;
    const { spans } = this.#setup;
    for (let y = 0; y <= last; y++) {
      const end = spans.to[y];
      for (let x = spans.from[y], i = 2 * (y * (last + 1) + x); x < end; x++, i += 2) {
        const aX = fromStepA * fromA[i] + toStepA * toA[i];
        const aY = fromStepA * fromA[i + 1] + toStepA * toA[i + 1];
        const bX = fromStepB * fromB[i] + toStepB * toB[i];
        const bY = fromStepB * fromB[i + 1] + toStepB * toB[i + 1];
        const apartX = (aX - bX) * shareX;
        const apartY = (aY - bY) * shareY;
        const position = Math.min(lastGain, perDistance * Math.sqrt(apartX * apartX + apartY * apartY));
        const before = position | 0;
        const gain = gains[before];
        contrast[i >> 1] = gain + (position - before) * (gains[before + 1] - gain);
        const sourceAX = reflect(x + aX, last);
        const sourceAY = reflect(y + aY, last);
        const sourceBX = reflect(x + bX, last);
        const sourceBY = reflect(y + bY, last);
        displacementA[i] = (sourceAX - x) * scaleX;
        displacementA[i + 1] = (sourceAY - y) * scaleY;
        displacementB[i] = (sourceBX - x) * scaleX;
        displacementB[i + 1] = (sourceBY - y) * scaleY;
        sourceA[i] = sourceAX;
        sourceA[i + 1] = sourceAY;
        sourceB[i] = sourceBX;
        sourceB[i + 1] = sourceBY;
      }
    }
  }

  /** Blended local mean of both copies (algorithm §4). */
  #blendMeans(weightA: number, weightB: number, mean: Float32Array): void {
    const { localMean, spans } = this.#setup;
    const [sourceA, sourceB] = this.#sources;
    blendMeans(localMean, spans, { sourceA, sourceB, weightA, weightB }, mean);
  }
}
