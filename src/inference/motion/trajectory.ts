import { reflect, sampleGrid } from '../grids/grid.ts';
import { native } from '../grids/native.ts';
import { allSeen, type SeenSpans } from '../grids/seen-spans.ts';
import { type Steps, stepsHere } from '../threads/steps.ts';
import { slantAbove } from './slant.ts';
import type { Velocity } from './velocity.ts';

/**
 * Most displacement fields kept per direction, so that memory is limited for videos of any length: 96 fields of 256 ×
 * 256 are 25 MB. Displacements in between are interpolated.
 */
const maxKeys = 96;
/** Largest displacement per step of integration, in grid units: flow hardly changes over it. */
const maxStepLength = 1;

/**
 * Where every grid point of a frame came from (algorithm §3): displacements C_t(p) − p in grid units, (x, y)
 * interleaved, over `durationFrames` frames, at any time in between.
 */
export class Trajectories {
  readonly durationFrames: number;
  readonly #keys: readonly PackedField[];

  /** `keys` are evenly spaced in time; the first is at 0, the last at the end. */
  constructor(durationFrames: number, keys: readonly PackedField[]) {
    this.durationFrames = durationFrames;
    this.#keys = keys;
  }

  /**
   * The displacements at `timeFrames` after the start, as two key fields to interpolate; callers combine them point by
   * point.
   */
  displacementsAt(timeFrames: number): InterpolatedField {
    const position = (timeFrames / this.durationFrames) * (this.#keys.length - 1);
    const before = Math.max(0, Math.min(Math.floor(position), this.#keys.length - 2));
    const share = position - before;
    const from = this.#keys[before];
    const to = this.#keys[before + 1];
    return { from: from.steps, to: to.steps, fromStep: (1 - share) * from.step, toStep: share * to.step };
  }
}

/** A field between two keys: displacements `fromStep · from[i] + toStep · to[i]`, grid units, (x, y) interleaved. */
export interface InterpolatedField {
  from: Int16Array;
  to: Int16Array;
  fromStep: number;
  toStep: number;
}

/** Displacements as integer multiples of `step`: with 16 bits, 30 points have a resolution of 0.0005. */
export interface PackedField {
  steps: Int16Array;
  /** Grid units. */
  step: number;
}

/**
 * Packs a field as soon as it is known, so that a hundred of them take half the memory and none of them twice.
 *
 * @param spans the points that move; all others have not moved at all
 */
export function packField(displacements: Float32Array, spans: SeenSpans): PackedField {
  const steps = new Int16Array(displacements.length);
  const step = (native?.packField ?? packFieldHere)(displacements, spans.from, spans.to, steps);
  return { steps, step };
}

/** Packs in TypeScript. @returns the step */
export function packFieldHere(
  displacements: Float32Array,
  from: Uint16Array,
  to: Uint16Array,
  steps: Int16Array,
): number {
  const side = from.length;
  const step = farthest(displacements, { from, to }) / 32767 || 1;
  const perStep = 1 / step;
  for (let y = 0; y < side; y++) {
    const end = 2 * (y * side + to[y]);
    // Rounds as `Math.round` does, in a third of its time.
    for (let i = 2 * (y * side + from[y]); i < end; i++)
      steps[i] = ((displacements[i] * perStep + 32768.5) | 0) - 32768;
  }
  return step;
}

/** Packs a field as it is shown. */
function packSeen(displacements: Float32Array, spans: SeenSpans, slantedAspect?: number): PackedField {
  const shown = slantedAspect ? slantAbove(displacements, spans, slantedAspect) : displacements;
  return packField(shown, spans);
}

function farthest(displacements: Float32Array, { from, to }: SeenSpans): number {
  const side = from.length;
  let least = 0;
  let most = 0;
  for (let y = 0; y < side; y++) {
    const end = 2 * (y * side + to[y]);
    for (let i = 2 * (y * side + from[y]); i < end; i++) {
      const displacement = displacements[i];
      if (displacement > most) most = displacement;
      else if (displacement < least) least = displacement;
    }
  }
  return Math.max(most, -least);
}

/** Where the photo's points come from as it moves in time, forward and backward. */
export class MotionTrajectories {
  /** The photo moved forward, from displacement 0 on. */
  readonly #forward: Trajectories;
  /** The photo moved backward, from displacement 0 on. */
  readonly #backward: Trajectories;

  constructor(forward: Trajectories, backward: Trajectories) {
    this.#forward = forward;
    this.#backward = backward;
  }

  /** The displacements of the photo moved by a time; negative: backward. */
  displacementsAt(timeFrames: number): InterpolatedField {
    return timeFrames < 0
      ? this.#backward.displacementsAt(-timeFrames)
      : this.#forward.displacementsAt(timeFrames);
  }
}

export interface TraceOptions {
  side: number;
  durationFrames: number;
  /** Width ÷ height of the picture, if what comes from above its upper border is slanted (see `slantAbove`). */
  slantedAspect?: number;
}

/**
 * Steady drive: the velocity is constant. C_t is then the t-fold iterate of one map, so that C_{t−1}(p + v(p)) equals
 * p' + v(p') with p' = C_{t−1}(p): following each point through the field never resamples C itself. Only visible points
 * are followed.
 */
export async function traceSteady(
  velocity: Velocity,
  options: TraceOptions,
  spans: SeenSpans = allSeen(options.side),
  steps: Steps = stepsHere,
): Promise<MotionTrajectories> {
  const { durationFrames } = options;
  const module = new URL('./trajectory.ts', import.meta.url);
  const backward = steps.run(module, followSteady, velocity, options, spans, -1);
  const forward = followSteady(velocity, options, spans, 1);
  return new MotionTrajectories(
    new Trajectories(durationFrames, forward),
    new Trajectories(durationFrames, await backward),
  );
}

/** The key fields of a steady drive in one direction: 1 forward, −1 backward. */
export function followSteady(
  velocity: Velocity,
  { durationFrames, slantedAspect }: TraceOptions,
  spans: SeenSpans,
  direction: number,
): PackedField[] {
  const steps = Math.max(1, Math.ceil((durationFrames * longest(velocity)) / maxStepLength));
  const keyCount = Math.min(steps, maxKeys);
  const stepsPerKey = Math.ceil(steps / keyCount);
  const stepFrames = durationFrames / (keyCount * stepsPerKey);
  const displacement = new Float32Array(velocity.length);
  const advance = native?.advance ?? advanceHere;
  const keys = [packField(displacement, spans)];
  for (let key = 1; key <= keyCount; key++) {
    for (let step = 0; step < stepsPerKey; step++)
      advance(displacement, velocity, spans.from, spans.to, direction * stepFrames);
    keys.push(packSeen(displacement, spans, slantedAspect));
  }
  return keys;
}

/**
 * Recurrent drive: `predictVelocity` gets the photo as moved so far (displacements in grid units), once per step.
 * C_t(p) = C_{t−1}(p + v_{t−1}(p)). The backward trajectories use the same velocities in mirrored order,
 * D_t(p) = D_{t+1}(p − v_t(p)), so that both copies of a loop flow alike at the same time.
 */
export async function traceRecurrent(
  predictVelocity: (displacement: Float32Array) => Promise<Velocity>,
  { side, durationFrames, slantedAspect }: TraceOptions,
): Promise<MotionTrajectories> {
  const steps = Math.max(1, Math.min(Math.ceil(durationFrames), maxKeys));
  const stepFrames = durationFrames / steps;
  const still = new Float32Array(side * side * 2);
  const all = allSeen(side);
  const forward = [packField(still, all)];
  const velocities: Velocity[] = [];
  for (let step = 0, moved: Float32Array = still; step < steps; step++) {
    velocities.push(await predictVelocity(moved));
    moved = compose(moved, velocities[step], side, stepFrames);
    forward.push(packSeen(moved, all, slantedAspect));
  }
  const backward = [packField(still, all)];
  for (let step = steps - 1, moved: Float32Array = still; step >= 0; step--) {
    moved = compose(moved, velocities.pop() as Velocity, side, -stepFrames);
    backward.push(packSeen(moved, all, slantedAspect));
  }
  return new MotionTrajectories(
    new Trajectories(durationFrames, forward),
    new Trajectories(durationFrames, backward),
  );
}

/** Moves every visible point by `frames` along the velocity, evaluated halfway (midpoint rule). */
export function advanceHere(
  displacement: Float32Array,
  velocity: Velocity,
  from: Uint16Array,
  to: Uint16Array,
  frames: number,
): void {
  const here = new Float32Array(2);
  const half = frames / 2;
  const side = from.length;
  for (let y = 0; y < side; y++) {
    const end = to[y];
    for (let x = from[y], i = 2 * (y * side + x); x < end; x++, i += 2) {
      const startX = x + displacement[i];
      const startY = y + displacement[i + 1];
      sampleVelocity(velocity, side, startX, startY, here);
      sampleVelocity(velocity, side, startX + half * here[0], startY + half * here[1], here);
      displacement[i] += frames * here[0];
      displacement[i + 1] += frames * here[1];
    }
  }
}

/** {@link sampleGrid} for two channels: most of a steady job's time before its first frame. */
function sampleVelocity(velocity: Velocity, side: number, x: number, y: number, target: Float32Array): void {
  const last = side - 1;
  const insideX = x >= 0 && x <= last ? x : reflect(x, last);
  const insideY = y >= 0 && y <= last ? y : reflect(y, last);
  const left = insideX < last ? insideX | 0 : last - 1;
  const top = insideY < last ? insideY | 0 : last - 1;
  const right = insideX - left;
  const bottom = insideY - top;
  const upper = 2 * (top * side + left);
  const lower = upper + 2 * side;
  const northX = velocity[upper] + right * (velocity[upper + 2] - velocity[upper]);
  const northY = velocity[upper + 1] + right * (velocity[upper + 3] - velocity[upper + 1]);
  const southX = velocity[lower] + right * (velocity[lower + 2] - velocity[lower]);
  const southY = velocity[lower + 1] + right * (velocity[lower + 3] - velocity[lower + 1]);
  target[0] = northX + bottom * (southX - northX);
  target[1] = northY + bottom * (southY - northY);
}

/** Displacements of the step `frames · velocity` followed by `previous`. */
function compose(previous: Float32Array, velocity: Velocity, side: number, frames: number): Float32Array {
  const composed = new Float32Array(previous.length);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i += 2) {
      const stepX = frames * velocity[i];
      const stepY = frames * velocity[i + 1];
      sampleGrid(previous, side, 2, x + stepX, y + stepY, composed, i);
      composed[i] += stepX;
      composed[i + 1] += stepY;
    }
  }
  return composed;
}

function longest(velocity: Velocity): number {
  let squared = 0;
  for (let i = 0; i < velocity.length; i += 2) {
    squared = Math.max(squared, velocity[i] ** 2 + velocity[i + 1] ** 2);
  }
  return Math.sqrt(squared);
}
