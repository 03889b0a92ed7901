import { reflect } from '../grids/grid.ts';
import type { LayerMotion } from '../motion/layer-motion.ts';
import { switched } from '../motion/switching.ts';
import type { InterpolatedField } from '../motion/trajectory.ts';
import type { LayerBlend, LayerPlan, MovedCopy, SecondCopy } from '../renderer/renderer.ts';
import { contrastGain, correlations } from './blend.ts';
import { blendMeans, keepLight, type Sources } from './blend-means.ts';

interface PlanBuffers {
  a: MovedCopy;
  b: SecondCopy;
  blend: LayerBlend;
}

/**
 * Computes the renderer's input for one layer from a frame number. All buffers are allocated once and alternate: a plan
 * is valid until the call after the next, so that a frame can be planned while the previous one is rendered.
 */
export class LayerPlanner {
  readonly #motion: LayerMotion;
  readonly #frames: number;
  /** Source positions of each copy, mirrored into the grid. */
  readonly #sources: [Float32Array, Float32Array];
  readonly #buffers: [PlanBuffers, PlanBuffers];
  /** Size of one grid unit, in output pixels and as a share of the photo's width. */
  readonly #scale: { last: number; scaleX: number; scaleY: number; shareX: number; shareY: number };
  #calls = 0;

  /** @param frames number of frames of the whole video, over which ripples complete their cycles */
  constructor(motion: LayerMotion, output: { width: number; height: number }, frames: number) {
    const side = motion.spans.from.length;
    const points = side * side;
    const last = side - 1;
    const { loop, trajectories, switchTimes, ripples, localMean, light, spans } = motion;
    // Not the motion itself: a layer's pictures may come with it, which would then stay in memory.
    this.#motion = { loop, trajectories, switchTimes, ripples, localMean, light, spans };
    this.#frames = frames;
    this.#scale = {
      last,
      scaleX: (output.width - 1) / last,
      scaleY: (output.height - 1) / last,
      shareX: 1 / last,
      shareY: output.height / output.width / last,
    };
    this.#sources = [new Float32Array(points * 2), new Float32Array(points * 2)];
    const makeBuffers = (): PlanBuffers => ({
      a: { displacement: new Float32Array(points * 2) },
      b: { displacement: new Float32Array(points * 2), weight: new Float32Array(points) },
      blend: {
        contrast: new Float32Array(points),
        mean: new Float32Array(points * 3),
        shift: new Float32Array(points * 3),
      },
    });
    this.#buffers = [makeBuffers(), makeBuffers()];
  }

  /** The plan of a frame, valid until the call after the next. */
  planFrame(frame: number): LayerPlan {
    const { loop, trajectories, ripples, light, localMean, spans } = this.#motion;
    const { a, b, blend } = this.#takeBuffers();
    const { first, second, progress } = loop.momentAt(frame);
    const share = frame / this.#frames;
    if (second === undefined) {
      this.#moveCopy(trajectories.displacementsAt(first), a);
      ripples?.addTo([a.displacement], share);
      if (!light || first === 0) return { a };
      b.weight.fill(0);
      blend.contrast.fill(1);
      keepLight(light, spans, this.#sourcesOf(b.weight), blend.shift);
      return { a, blend };
    }
    this.#weigh(progress, b.weight);
    this.#moveCopies(trajectories.displacementsAt(first), trajectories.displacementsAt(second), {
      a,
      b,
      blend,
    });
    ripples?.addTo([a.displacement, b.displacement], share);
    blendMeans(localMean, spans, this.#sourcesOf(b.weight), blend.mean);
    if (light) keepLight(light, spans, this.#sourcesOf(b.weight), blend.shift);
    return { a, b, blend };
  }

  /** The layer without motion, as in the photo. */
  planStill(): LayerPlan {
    const { a } = this.#takeBuffers();
    a.displacement.fill(0);
    return { a };
  }

  #takeBuffers(): PlanBuffers {
    return this.#buffers[this.#calls++ % 2];
  }

  /** Weight of the second copy at each point. */
  #weigh(progress: number, weight: Float32Array): void {
    const { loop, switchTimes, spans } = this.#motion;
    const side = spans.from.length;
    for (let y = 0; y < side; y++) {
      const end = y * side + spans.to[y];
      for (let point = y * side + spans.from[y]; point < end; point++) {
        weight[point] = loop.switchesInPlaces ? switched(progress, switchTimes[point]) : progress;
      }
    }
  }

  /** Grid units to output pixels. */
  #moveCopy(field: InterpolatedField, { displacement }: MovedCopy): void {
    const { from, to, fromStep, toStep } = field;
    const { last, scaleX, scaleY } = this.#scale;
    const { spans } = this.#motion;
    const [sources] = this.#sources;
    for (let y = 0; y <= last; y++) {
      const end = spans.to[y];
      for (let x = spans.from[y], i = 2 * (y * (last + 1) + x); x < end; x++, i += 2) {
        const awayX = fromStep * from[i] + toStep * to[i];
        const awayY = fromStep * from[i + 1] + toStep * to[i + 1];
        sources[i] = reflect(x + awayX, last);
        sources[i + 1] = reflect(y + awayY, last);
        displacement[i] = awayX * scaleX;
        displacement[i + 1] = awayY * scaleY;
      }
    }
  }

  /**
   * Moves both copies as {@link #moveCopy} does, and computes the contrast gain of their blend (algorithm §4) from the
   * distance between their sources. All in one pass, because half of planning is memory access.
   */
  #moveCopies(fieldA: InterpolatedField, fieldB: InterpolatedField, { a, b, blend }: PlanBuffers): void {
    const [fromA, toA, fromB, toB] = [fieldA.from, fieldA.to, fieldB.from, fieldB.to];
    const [fromStepA, toStepA] = [fieldA.fromStep, fieldA.toStep];
    const [fromStepB, toStepB] = [fieldB.fromStep, fieldB.toStep];
    const [displacementA, displacementB, weight] = [a.displacement, b.displacement, b.weight];
    const { contrast } = blend;
    const [sourceA, sourceB] = this.#sources;
    const { last, scaleX, scaleY, shareX, shareY } = this.#scale;
    const { table, perDistance } = correlations;
    const { spans } = this.#motion;
    for (let y = 0; y <= last; y++) {
      const end = spans.to[y];
      for (let x = spans.from[y], i = 2 * (y * (last + 1) + x); x < end; x++, i += 2) {
        const aX = fromStepA * fromA[i] + toStepA * toA[i];
        const aY = fromStepA * fromA[i + 1] + toStepA * toA[i + 1];
        const bX = fromStepB * fromB[i] + toStepB * toB[i];
        const bY = fromStepB * fromB[i + 1] + toStepB * toB[i + 1];
        const ofB = weight[i >> 1];
        if (ofB === 0 || ofB === 1) contrast[i >> 1] = 1;
        else {
          const apartX = (aX - bX) * shareX;
          const apartY = (aY - bY) * shareY;
          const step =
            Math.min(table.length - 1, perDistance * Math.sqrt(apartX * apartX + apartY * apartY)) | 0;
          contrast[i >> 1] = contrastGain(1 - ofB, ofB, table[step]);
        }
        displacementA[i] = aX * scaleX;
        displacementA[i + 1] = aY * scaleY;
        displacementB[i] = bX * scaleX;
        displacementB[i + 1] = bY * scaleY;
        sourceA[i] = reflect(x + aX, last);
        sourceA[i + 1] = reflect(y + aY, last);
        sourceB[i] = reflect(x + bX, last);
        sourceB[i + 1] = reflect(y + bY, last);
      }
    }
  }

  #sourcesOf(weight: Float32Array): Sources {
    const [sourceA, sourceB] = this.#sources;
    return { sourceA, sourceB, weight };
  }
}
