import type { LatentCode } from '../latent-code.ts';
import type { Reach } from '../layers/directed-mattes.ts';
import { type LoopPlan, loops, type PacedLoop, planLoop } from '../loop.ts';
import type { Photos } from '../photos.ts';
import { type AnimationSettings, countFrames } from '../settings.ts';
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
  /** Of the motion grid. */
  side: number;
  /** Of the photo, one step, on that grid. */
  flow: Float32Array;
  /** How much of a step a frame moves on by (see `chooseSpeed`). */
  speed: number;
  /** What the settings say by hand. */
  reaches: readonly Reach[];
  /** Of the codes that regions move by. */
  flows: ReadonlyMap<LatentCode, Float32Array>;
  /** How freely points move near anchors, 0 … 1; absent without any. */
  anchored?: Float32Array;
  predictFlow: (image: Float32Array) => Promise<Float32Array>;
}

/** How a layer is seen to move: the mean over it. */
export interface SeenMotion {
  /** 0 to the right, 90 up; null where it stands. */
  degrees: number | null;
  /** Percent of the width per second. */
  speedPercent: number;
}

export interface MovedLayer {
  motion: LayerMotion;
  seen: SeenMotion;
  /** Mean speed, output pixels per frame, over so many points. */
  speed: { pixels: number; area: number };
}

/** Layers slower than this, percent of the width per second, stand. */
const leastSpeedPercent = 0.01;

/** How a layer moves over a whole video: by itself, and by what the settings say of it by hand. */
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

/** The loop of a layer that nobody directs. Where the settings give a speed, it may not be slowed down. */
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

/** The loop of a layer that is directed: it keeps its pace, and has as many periods as the settings ask for, if they do. */
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

/** The fast speed of what moves of a layer: a hand may move a small part of one that stands. */
function fastShareOfMoving(velocity: Velocity, area: Float32Array, output: Photos['output']): number {
  const moving = area.map((share, i) => (velocity[2 * i] !== 0 || velocity[2 * i + 1] !== 0 ? share : 0));
  return measureSpeed(velocity, moving, output).fastShare;
}

/** From a predicted flow to the velocity of a layer as it is directed. @param pace of the layer by itself */
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
  /** Of the photo. */
  velocity: Velocity;
  /** Of a picture with a flow. */
  velocityOf: (flow: Float32Array) => Velocity;
}

async function trace(
  { layer, background, spans }: LayerReading,
  { photos, settings, side, predictFlow }: MoveContext,
  { loop, velocity, velocityOf }: TraceOptions,
): Promise<MotionTrajectories> {
  const options = { side, durationFrames: loop.reachFrames };
  if (settings.drive === 'steady') return traceSteady(velocity, options, spans);
  const scene = { photo: photos.forPredictors, background, share: layer.area };
  return traceRecurrent(
    async (displacement) => velocityOf(await predictFlow(movedPicture(scene, displacement, side))),
    options,
  );
}

/** @param velocity backward flow in grid units per frame, times `pace` */
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
