import { UserError } from '../../errors.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { encoderSize, networkSize } from '../bundle/schema.ts';
import { usualFps } from '../frame-speed.ts';
import type { LatentCode } from '../latent-code.ts';
import { readClip, unfit } from './clip-frames.ts';
import { measureShake } from './shake.ts';
import { longestShot } from './shots.ts';
import { fastSpeed, flowAtBestStep, usualSpeed } from './step.ts';

/** The motion of a clip, for the motion network. */
export interface ClipMotion {
  code: LatentCode;
  /**
   * The setting `speed` at which a video of {@link usualFps} moves as fast as the clip, above 0; settings allow at most
   * 1.
   */
  speed: number;
}

const fewestFrames = 12;
/** In points of a grid of {@link networkSize}. */
const shakiest = 0.5;
const movingSpeed = 0.15;
const leastMovingShare = 0.01;
/** β of the networks: no vector is longer. */
const longest = 2;

/**
 * Reads the motion of a clip: the code that the motion encoder gives its flow (algorithm §6).
 * @throws UserError INVALID_CLIP, INVALID_INPUT for a bundle without a motion encoder
 */
export async function readClipMotion(bundle: Bundle, path: string): Promise<ClipMotion> {
  if (!bundle.encodeMotion) {
    const message = `Expected a bundle with a motion encoder, but ${bundle.id} has none; choose a motion by its name`;
    throw new UserError('INVALID_INPUT', message);
  }
  const { frames, fps } = await readClip(path);
  const { flow, stepsPerSecond } = clipFlow(frames, fps);
  const scale = usualSpeed / fastSpeed(flow);
  const code = await bundle.encodeMotion(toEncoderInput(flow, scale));
  return { code, speed: stepsPerSecond / scale / usualFps };
}

/**
 * The steady flow of a clip, in points of a grid of {@link networkSize} per step, and how many of these steps a second has.
 * @throws UserError INVALID_CLIP
 */
export function clipFlow(
  frames: readonly Uint8Array[],
  fps: number,
): { flow: Float32Array; stepsPerSecond: number } {
  const shot = longestShot(frames);
  if (shot.frames.length < fewestFrames) {
    const received =
      shot.cuts > 0 ? `this one is cut ${shot.cuts} times` : `this one has ${shot.frames.length}`;
    throw unfit(
      `with at least ${fewestFrames} different frames in one shot`,
      `${received}; take a longer shot`,
    );
  }
  const shake = measureShake(shot.frames, networkSize);
  if (shake > shakiest) {
    const percent = ((100 * shake) / networkSize).toFixed(1);
    throw unfit(
      'from a fixed camera',
      `this one shakes by ${percent} % of its width a frame; stabilise it, or use a tripod`,
    );
  }
  const { flow, step } = flowAtBestStep(shot.frames, networkSize);
  let moving = 0;
  for (let i = 0; i < flow.length; i += 2) if (Math.hypot(flow[i], flow[i + 1]) > movingSpeed) moving++;
  if (moving < (leastMovingShare * flow.length) / 2) {
    throw unfit(
      'in which something moves',
      'this one is static; use a longer or a faster one, such as a time lapse',
    );
  }
  return { flow, stepsPerSecond: (fps * shot.keptShare) / step };
}

/** The flow on the encoder's grid, in normalised units, planar; vectors are limited to the networks' range. */
function toEncoderInput(flow: Float32Array, scale: number): Float32Array {
  const cell = networkSize / encoderSize;
  const points = encoderSize ** 2;
  const input = new Float32Array(2 * points);
  const perUnit = (networkSize - 1) / 2;
  for (let i = 0; i < flow.length; i += 2) {
    const [x, y] = [(i >> 1) % networkSize, Math.floor((i >> 1) / networkSize)];
    const point = Math.floor(y / cell) * encoderSize + Math.floor(x / cell);
    const length = scale * Math.hypot(flow[i], flow[i + 1]);
    const share = (scale * Math.min(1, longest / Math.max(length, 1e-6))) / (cell * cell * perUnit);
    input[point] += share * flow[i];
    input[points + point] += share * flow[i + 1];
  }
  return input;
}
