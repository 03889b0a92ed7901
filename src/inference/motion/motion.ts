import { resizePhoto } from '../../photo/decode.ts';
import type { Photo } from '../../photo/photo.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { interleave, toNetworkImage } from '../bundle/network-image.ts';
import { networkSize } from '../bundle/schema.ts';
import { fillUnknown } from '../grids/fill.ts';
import { sampleGrid } from '../grids/grid.ts';
import { localMean } from '../grids/local-mean.ts';
import { findSeenSpans, type SeenSpans } from '../grids/seen-spans.ts';
import { paintBackground, widenStatic } from '../layers/background.ts';
import { movingArea, movingMask } from '../layers/moving-mask.ts';
import type { Photos } from '../photos.ts';
import { type AnimationSettings, countFrames } from '../settings.ts';
import { type LoopPlan, planLoop } from './loop.ts';
import { chooseMotionCode } from './motion-code.ts';
import { type MotionTrajectories, traceRecurrent, traceSteady, type Velocity } from './trajectory.ts';

/** Standard deviation of the local mean's blur, as a share of the width (algorithm §4). */
const localMeanSigma = 0.02;
/** A point of the grid whose flow is taken as it is, rather than continued from around: it and its neighbours move at least this much. */
const surelyMoving = 0.9;

/** How a photo moves over a whole video. The motion grid is the network's, `networkSize` points a side. */
export interface Motion {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** How far each pixel moves, 0 (static) … 255, at output size. */
  mask: Uint8Array;
  /** The points of the motion grid that are seen. */
  spans: SeenSpans;
  /** What moves, continued behind what is static; the photo where the mask is 255. */
  background: Photo;
  /** Local mean of the background on the motion grid, RGB interleaved in 0…255. */
  localMean: Float32Array;
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
}

/**
 * Predicts the motion of a photo (algorithm §3) and lays out how it repeats (§4). Flow and picture of what moves are
 * continued behind what is static, so that clouds pass behind a mast instead of piling up beside it.
 * `signal` stops between runs of the network.
 */
export async function predictMotion(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  signal?: AbortSignal,
): Promise<Motion> {
  const { width, height } = photos.output;
  const code = chooseMotionCode(settings.motion, bundle.codebook.motion, settings.seed);
  const flow = await bundle.predictFlow(photos.forPredictors, code);
  const moving = movingArea(flow, networkSize);
  const mask = widenStatic(movingMask(moving, networkSize, photos.output), width, height);
  const background = paintBackground(photos.output, mask);
  const smallBackground = toNetworkImage(await resizePhoto(background, networkSize, networkSize));

  const { fastSpeed, meanSpeedPixels } = measureSpeed(
    toVelocity(flow, settings.speed),
    moving,
    photos.output,
  );
  const frames = countFrames(settings);
  const loop = planLoop({ mode: settings.loop, frames, fps: settings.fps, speed: fastSpeed });

  const isKnown = surelyMovingPoints(moving);
  const velocityOf = (flow: Float32Array) => toVelocity(continueFlow(flow, isKnown), settings.speed);
  const scene: MovingScene = {
    photo: photos.forPredictors,
    background: interleave(smallBackground, 3),
    moving,
  };
  const predictVelocity = async (displacement: Float32Array) => {
    signal?.throwIfAborted();
    return velocityOf(await bundle.predictFlow(moveScene(scene, displacement), code));
  };
  const spans = findSeenSpans(mask, width, height, networkSize);
  const trace = { side: networkSize, durationFrames: loop.durationFrames };
  const trajectories =
    settings.drive === 'steady'
      ? traceSteady(velocityOf(flow), trace, spans)
      : await traceRecurrent(predictVelocity, trace);

  const bytes = scene.background.map((value) => (value + 1) * 127.5);
  const sigma = localMeanSigma * (networkSize - 1);
  return {
    loop,
    trajectories,
    mask,
    spans,
    background,
    localMean: localMean(bytes, networkSize, { x: sigma, y: (sigma * width) / height }),
    meanSpeedPixels,
  };
}

/** Flow in normalised units per step to grid units per frame. */
function toVelocity(flow: Float32Array, speed: number): Velocity {
  const unit = (speed * (networkSize - 1)) / 2;
  return flow.map((value) => value * unit);
}

/** 1 where a point and all its neighbours surely move, else 0. */
function surelyMovingPoints(moving: Float32Array): Uint8Array {
  const isKnown = new Uint8Array(moving.length);
  const last = networkSize - 1;
  for (let y = 0; y <= last; y++) {
    for (let x = 0; x <= last; x++) {
      let least = 1;
      for (let nearY = Math.max(0, y - 1); nearY <= Math.min(last, y + 1); nearY++) {
        for (let nearX = Math.max(0, x - 1); nearX <= Math.min(last, x + 1); nearX++) {
          least = Math.min(least, moving[nearY * networkSize + nearX]);
        }
      }
      isKnown[y * networkSize + x] = least >= surelyMoving ? 1 : 0;
    }
  }
  return isKnown;
}

/** The flow behind what is static, as the flow around it goes on. */
function continueFlow(flow: Float32Array, isKnown: Uint8Array): Float32Array {
  return fillUnknown({ values: flow, width: networkSize, height: networkSize, channels: 2 }, isKnown);
}

interface Speeds {
  /** 95th percentile, as a share of the width per frame. */
  fastSpeed: number;
  meanSpeedPixels: number;
}

/** Speeds at output size over the grid points that move more than half. */
function measureSpeed(
  velocity: Velocity,
  moving: Float32Array,
  output: { width: number; height: number },
): Speeds {
  const scaleX = (output.width - 1) / (networkSize - 1);
  const scaleY = (output.height - 1) / (networkSize - 1);
  const found = new Float64Array(moving.length);
  let count = 0;
  for (let point = 0; point < moving.length; point++) {
    if (moving[point] <= 0.5) continue;
    found[count++] = Math.hypot(velocity[2 * point] * scaleX, velocity[2 * point + 1] * scaleY);
  }
  if (count === 0) return { fastSpeed: 0, meanSpeedPixels: 0 };
  const speeds = found.subarray(0, count).sort();
  return {
    fastSpeed: speeds[Math.floor(0.95 * (speeds.length - 1))] / output.width,
    meanSpeedPixels: speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length,
  };
}

interface MovingScene {
  /** As the network sees it, planar. */
  photo: Float32Array;
  /** RGB interleaved. */
  background: Float32Array;
  /** 0 static … 1 moves, per grid point. */
  moving: Float32Array;
}

/** Î_t of algorithm §3: the photo with its background moved by displacements in grid units, planar for the network. */
function moveScene({ photo, background, moving }: MovingScene, displacement: Float32Array): Float32Array {
  const points = networkSize * networkSize;
  const moved = new Float32Array(3 * points);
  const sample = new Float32Array(3);
  for (let point = 0; point < points; point++) {
    const x = (point % networkSize) + displacement[2 * point];
    const y = Math.floor(point / networkSize) + displacement[2 * point + 1];
    sampleGrid(background, networkSize, 3, x, y, sample, 0);
    for (let channel = 0; channel < 3; channel++) {
      const change = sample[channel] - background[3 * point + channel];
      moved[channel * points + point] = photo[channel * points + point] + moving[point] * change;
    }
  }
  return moved;
}
