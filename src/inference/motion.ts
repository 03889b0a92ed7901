import { localMean } from './blend.ts';
import type { Bundle } from './bundle.ts';
import { networkSize } from './bundle-schema.ts';
import { sampleGrid } from './grid.ts';
import { type LoopPlan, planLoop } from './loop.ts';
import { chooseMotionCode } from './motion-code.ts';
import { interleave } from './network-image.ts';
import type { Photos } from './photos.ts';
import { movingArea, movingMask } from './renderer/moving-mask.ts';
import { type AnimationSettings, countFrames } from './settings.ts';
import { type MotionTrajectories, traceRecurrent, traceSteady, type Velocity } from './trajectory.ts';

/** Standard deviation of the local mean's blur, as a share of the width (algorithm §4). */
const localMeanSigma = 0.02;

/** How a photo moves over a whole video. The motion grid is the network's, `networkSize` points a side. */
export interface Motion {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** How far each pixel follows the flow, 0 … 255, at output size. */
  mask: Uint8Array;
  /** Local mean of the photo's moving area on the motion grid, RGB interleaved in 0…255. */
  localMean: Float32Array;
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
}

/** Predicts the motion of a photo (algorithm §3) and lays out how it repeats (§4). `signal` stops between network runs. */
export async function predictMotion(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  signal?: AbortSignal,
): Promise<Motion> {
  const { width, height } = photos.output;
  const frames = countFrames(settings);
  const code = chooseMotionCode(settings.motion, bundle.codebook.motion, settings.seed);
  const flow = await bundle.predictFlow(photos.forPredictors, code);
  const moving = movingArea(flow, networkSize);
  const velocity = toVelocity(flow, moving, settings.speed);
  const { fastSpeed, meanSpeedPixels } = measureSpeed(velocity, moving, photos.output);
  const loop = planLoop({ mode: settings.loop, frames, fps: settings.fps, speed: fastSpeed });
  const trace = { side: networkSize, durationFrames: loop.durationFrames };
  const rgb = interleave(photos.forPredictors, 3);
  const predictVelocity = async (displacement: Float32Array) => {
    signal?.throwIfAborted();
    const next = await bundle.predictFlow(moveImage(rgb, displacement), code);
    return toVelocity(next, moving, settings.speed);
  };
  const trajectories =
    settings.drive === 'steady' ? traceSteady(velocity, trace) : await traceRecurrent(predictVelocity, trace);
  const bytes = rgb.map((value) => (value + 1) * 127.5);
  const sigma = localMeanSigma * (networkSize - 1);
  return {
    loop,
    trajectories,
    mask: movingMask(moving, networkSize, photos.output),
    localMean: localMean(bytes, moving, {
      side: networkSize,
      sigma: { x: sigma, y: (sigma * width) / height },
    }),
    meanSpeedPixels,
  };
}

/** Flow in normalised units per step to grid units per frame, kept to the moving area (0 … 1 per point). */
function toVelocity(flow: Float32Array, moving: Float32Array, speed: number): Velocity {
  const unit = (speed * (networkSize - 1)) / 2;
  return flow.map((value, i) => value * unit * moving[i >> 1]);
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
  const speeds: number[] = [];
  for (let point = 0; point < moving.length; point++) {
    if (moving[point] <= 0.5) continue;
    speeds.push(Math.hypot(velocity[2 * point] * scaleX, velocity[2 * point + 1] * scaleY));
  }
  if (speeds.length === 0) return { fastSpeed: 0, meanSpeedPixels: 0 };
  speeds.sort((a, b) => a - b);
  return {
    fastSpeed: speeds[Math.floor(0.95 * (speeds.length - 1))] / output.width,
    meanSpeedPixels: speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length,
  };
}

/** Î_t of algorithm §3: the photo (RGB interleaved) moved by displacements in grid units, planar for the network. */
function moveImage(rgb: Float32Array, displacement: Float32Array): Float32Array {
  const points = networkSize * networkSize;
  const moved = new Float32Array(3 * points);
  const sample = new Float32Array(3);
  for (let point = 0; point < points; point++) {
    const x = (point % networkSize) + displacement[2 * point];
    const y = Math.floor(point / networkSize) + displacement[2 * point + 1];
    sampleGrid(rgb, networkSize, 3, x, y, sample, 0);
    for (let channel = 0; channel < 3; channel++) moved[channel * points + point] = sample[channel];
  }
  return moved;
}
