import type { LatentCode } from '../latent-code.ts';
import type { Reach } from '../layers/directed-mattes.ts';
import { type LoopPlan, loops, type PacedLoop, planLoop } from '../loop.ts';
import type { Photos } from '../photos.ts';
import { type AnimationSettings, countFrames } from '../settings.ts';
import type { Steps } from '../threads/steps.ts';
import { preferAgreement } from './agreement.ts';
import { bearableBudget, unstretchedBudget } from './budget.ts';
import { directHarmonics, directVelocity, hold, holdHarmonics } from './directed/direct.ts';
import { type Direction, directionsOf } from './directed/directions.ts';
import { pixelsPerUnit } from './directed/frame.ts';
import { regionVelocity } from './directed/region-velocity.ts';
import type { LayerMotion } from './layer-motion.ts';
import { movedPicture } from './moved-picture.ts';
import { type Harmonics, Oscillation } from './oscillation.ts';
import type { LayerReading } from './read-layer.ts';
import { layRipples } from './ripples.ts';
import { measureSpeed } from './speed.ts';
import { switchTimes } from './switching.ts';
import { type MotionTrajectories, traceRecurrent, traceSteady } from './trajectory.ts';
import { toVelocity, type Velocity } from './velocity.ts';

export interface MoveContext {
  photos: Photos;
  settings: AnimationSettings;
  /** Side of the motion grid, in points. */
  side: number;
  /** Predicted backward flow of the photo on that grid: one step, (x, y) interleaved, normalised units. */
  flow: Float32Array;
  /** Steps of the flow per frame (see `chooseSpeed`). */
  speed: number;
  /** Regions of the settings, and the parts of the layers they apply to. */
  reaches: readonly Reach[];
  /** Predicted flows of the latent codes that regions use, like `flow`. */
  flows: ReadonlyMap<LatentCode, Float32Array>;
  /** How freely points move near anchors, 0 … 1; absent if there are no anchors. */
  anchored?: Float32Array;
  /** Predicts the flow of a planar picture at the networks' size, in the same form as `flow`. */
  predictFlow: (image: Float32Array) => Promise<Float32Array>;
  steps?: Steps;
}

/** The visible motion of a layer: the mean over its area. */
export interface SeenMotion {
  /** Direction: 0 is to the right, 90 is up; null if the layer is static. */
  degrees: number | null;
  /** Percent of the width per second. */
  speedPercent: number;
}

export interface MovedLayer {
  motion: LayerMotion;
  seen: SeenMotion;
  /** Mean speed, in output pixels per frame, and the number of grid points it is measured over. */
  speed: { pixels: number; area: number };
}

/** Layers slower than this count as static, in percent of the width per second. */
const leastSpeedPercent = 0.01;

/**
 * Computes the motion of a layer over a whole video: its own, and the changes that the settings make to it by hand.
 *
 * @param index of the layer, back to front; layers have different random numbers
 */
export async function moveLayer(
  reading: LayerReading,
  index: number,
  context: MoveContext,
): Promise<MovedLayer> {
  const { layer, spans, means, light, detail, drift } = reading;
  const { settings, photos, side } = context;
  const seed = (settings.seed ?? 0) * 16 + index;
  const grid = { side, output: photos.output, fps: settings.fps, seconds: settings.seconds };
  const water = { ...grid, spans, wavers: drift.wavers, waterline: layer.waterline };
  const directions = directionsOf(layer, context.reaches, {
    ...water,
    seed,
    ripples: settings.ripples,
  });
  const natural = toVelocity(drift.velocityOf(context.flow), side, context.speed);
  const own = planOwnLoop(natural, reading, context);
  const directed =
    directions.length > 0 || context.anchored
      ? directMotion(reading, directions, own.pace, context)
      : undefined;
  const velocity = directed ? directed(context.flow) : natural;
  const { loop, pace } = directed ? planDirectedLoop(velocity, directions, reading, context) : own;
  const trajectories = await trace(reading, context, {
    loop,
    velocity: directed ? velocity : velocity.map((value) => value * pace),
    velocityOf: directed ?? ((flow) => toVelocity(drift.velocityOf(flow), side, context.speed * pace)),
  });
  const times = switchTimes(side, photos.output.width / photos.output.height, seed);
  const harmonics = directHarmonics(ownHarmonics(), directions, side ** 2);
  const motion: LayerMotion = {
    loop,
    trajectories,
    switchTimes: preferAgreement(times, side, { loop, trajectories, localMean: detail }),
    ripples: harmonics.size > 0 ? new Oscillation(anchor(harmonics), spans) : undefined,
    localMean: means,
    light,
    spans,
  };
  const speed = measureSpeed(velocity, layer.area, photos.output);
  return {
    motion,
    seen: seeMotion(velocity, pace, layer.area, context),
    speed: { pixels: speed.meanPixels * pace, area: speed.points },
  };

  function ownHarmonics(): Harmonics {
    if (layer.kind !== 'water' || settings.ripples === 0) return new Map();
    return layRipples({ ...water, strength: settings.ripples, seed });
  }

  function anchor(free: Harmonics): Harmonics {
    return context.anchored ? holdHarmonics(free, context.anchored) : free;
  }
}

/** Plans the loop of a layer without directions by hand. It is not slowed down if the settings give a speed. */
function planOwnLoop(natural: Velocity, reading: LayerReading, { photos, settings }: MoveContext): PacedLoop {
  const { layer, detail, drift } = reading;
  const { pacing } = drift;
  const isSpeedGiven = settings.speedPercent !== undefined;
  const { fastShare } = measureSpeed(natural, layer.area, photos.output);
  const moved = { velocity: natural, area: layer.area, fastShare };
  const most = isSpeedGiven ? pacing.mostBudget : pacing.budget;
  const isStretched = layer.kind === 'water' || layer.kind === 'drawn';
  const unstretched = isStretched ? unstretchedBudget(most, moved) : most;
  const budget = bearableBudget(unstretched, { ...moved, localMean: detail });
  return planLoop({
    mode: settings.loop,
    frames: countFrames(settings),
    fps: settings.fps,
    speed: fastShare,
    budget: loops[settings.loop].isPaced ? budget : unstretched,
    mostSlowdown: isSpeedGiven ? 1 : pacing.mostSlowdown,
  });
}

/** Plans the loop of a layer with directions by hand: it is not slowed down, and the settings may give its period. */
function planDirectedLoop(
  velocity: Velocity,
  directions: readonly Direction[],
  reading: LayerReading,
  { photos, settings }: MoveContext,
): PacedLoop {
  const { layer, detail, drift } = reading;
  const fastShare = fastShareOfMoving(velocity, layer.area, photos.output);
  const moved = { velocity, area: layer.area, fastShare };
  const unstretched =
    layer.kind === 'water' || layer.kind === 'drawn'
      ? Math.max(drift.pacing.budget, unstretchedBudget(drift.pacing.mostBudget, moved))
      : drift.pacing.mostBudget;
  const budget = bearableBudget(unstretched, { ...moved, localMean: detail });
  const wanted = directions.findLast(({ region }) => region.periodSeconds !== undefined)?.region;
  const { seconds } = settings;
  return planLoop({
    mode: settings.loop,
    frames: countFrames(settings),
    fps: settings.fps,
    speed: fastShare,
    budget: loops[settings.loop].isPaced ? budget : unstretched,
    mostSlowdown: 1,
    periods: wanted?.periodSeconds && Math.max(1, Math.round(seconds / wanted.periodSeconds)),
  });
}

/** Fast speed over the moving part of a layer: the user may move a small part of a layer that is static otherwise. */
function fastShareOfMoving(velocity: Velocity, area: Float32Array, output: Photos['output']): number {
  const moving = area.map((share, i) => (velocity[2 * i] !== 0 || velocity[2 * i + 1] !== 0 ? share : 0));
  return measureSpeed(velocity, moving, output).fastShare;
}

/**
 * Returns a function from a predicted flow to the velocity of a layer with directions by hand.
 *
 * @param pace factor by which the layer's own loop slows it down, 0 < pace ≤ 1
 */
function directMotion(
  { layer, drift }: LayerReading,
  directions: readonly Direction[],
  pace: number,
  context: MoveContext,
): (flow: Float32Array) => Velocity {
  const { photos, settings, side, speed, flows, anchored } = context;
  const grid = { side, output: photos.output, fps: settings.fps, seconds: settings.seconds };
  const toOwn = (flow: Float32Array) => toVelocity(flow, side, speed * pace);
  return (flow) => {
    const own = toOwn(drift.velocityOf(flow));
    const parts = directions.map(({ region, share }) => ({
      share,
      velocity: regionVelocity(
        region,
        share,
        {
          own,
          withCode: (code) => toOwn(drift.velocityOf(flows.get(code) ?? flow)),
          driven: () => toOwn(drift.drivenOf(flow)),
          area: layer.area,
          hasParts: layer.kind === 'water' || layer.kind === 'drawn',
          freedom: layer.freedom,
        },
        grid,
      ),
    }));
    const velocity = directVelocity(layer.kind, own, parts);
    return anchored ? hold(velocity, anchored) : velocity;
  };
}

interface TraceOptions {
  loop: LoopPlan;
  /** Velocity for the flow of the photo. */
  velocity: Velocity;
  /** Returns the velocity for any predicted flow. */
  velocityOf: (flow: Float32Array) => Velocity;
}

async function trace(
  { layer, background, spans }: LayerReading,
  { photos, settings, side, steps, predictFlow }: MoveContext,
  { loop, velocity, velocityOf }: TraceOptions,
): Promise<MotionTrajectories> {
  const { width, height } = photos.output;
  const slantedAspect = layer.kind === 'sky' ? width / height : undefined;
  const options = { side, durationFrames: loop.reachFrames, slantedAspect };
  if (settings.drive === 'steady') return traceSteady(velocity, options, spans, steps);
  const scene = { photo: photos.forPredictors, background, share: layer.area };
  return traceRecurrent(
    async (displacement) => velocityOf(await predictFlow(movedPicture(scene, displacement, side))),
    options,
  );
}

/** @param velocity backward flow in grid units per frame, before it is multiplied by `pace` */
function seeMotion(
  velocity: Velocity,
  pace: number,
  area: Float32Array,
  { photos: { output }, settings: { fps }, side }: MoveContext,
): SeenMotion {
  const units = pixelsPerUnit({ side, output });
  let [x, y] = [0, 0];
  for (let point = 0; point < area.length; point++) {
    x -= area[point] * velocity[2 * point] * units.x;
    y -= area[point] * velocity[2 * point + 1] * units.y;
  }
  const { meanPixels } = measureSpeed(velocity, area, output);
  const speedPercent = (100 * fps * meanPixels * pace) / output.width;
  if (speedPercent < leastSpeedPercent) return { degrees: null, speedPercent: 0 };
  const degrees = ((Math.atan2(-y, x) * 180) / Math.PI + 360) % 360;
  return { degrees, speedPercent };
}
