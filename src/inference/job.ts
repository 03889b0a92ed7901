import type { Placeholder } from '../outputs/placeholder.ts';
import type { FinishedOutput, RequestedOutput } from '../outputs/spec.ts';
import type { EncoderName } from '../video/encoders.ts';
import type { Device, RendererName } from './devices.ts';
import type { AnimationSettings } from './settings.ts';

/** Stages of the engine, in this order; a stage may be skipped, but is never repeated. */
export const stages = [
  'decoding',
  'predicting-motion',
  'predicting-appearance',
  'rendering',
  'finishing',
] as const;
export type Stage = (typeof stages)[number];

export interface RenderRequest {
  /** Path of the uploaded photo, any decodable format. */
  photoPath: string;
  /** Folder of the finished files; they are written there under temporary names and renamed when all are complete. */
  folder: string;
  /** The outputs, videos and posters; at least one video. */
  outputs: readonly RequestedOutput[];
  /** Paths of the mask pictures in the settings, by their SHA-256 in hexadecimal. */
  pictures?: Readonly<Record<string, string>>;
  settings: AnimationSettings;
  /** Digest of the motion; together with the light it becomes the file's comment. Absent if unknown. */
  motionDigest?: string;
}

/** Time per stage, in seconds. Stages overlap, so their sum may exceed `total`. */
export interface StageSeconds {
  decode: number;
  motion: number;
  appearance: number;
  render: number;
  encode: number;
  /** Decoding and checking the finished video. */
  check: number;
  total: number;
}

/**
 * Quality metrics of algorithm §10 that need no reference clip. Those of the finished file are absent if it could not
 * be checked.
 */
export interface QualityReport extends Partial<VideoFigures> {
  /** Largest absolute difference of any channel between frame 0 before encoding and the photo at output size, 0…255. */
  firstFrameMaxAbsError: number;
  /** |last → first| mean absolute error ÷ median over adjacent frames; 1 = no seam. */
  seamRatio: number;
  /** Minimum over the loop of variance of the Laplacian ÷ the photo's. */
  contrastKept: number;
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
}

/** Metrics of the decoded and shrunk finished video (algorithm §10), in luma levels (16…235) and shares of 1. */
export interface VideoFigures {
  /** Share of the picture that is sky, water or mist and may move. */
  movingShare: number;
  /** Mean change of the movable parts relative to frame 0, in the frame that changed most. */
  movingChange: number;
  /** Largest mean change of land relative to frame 0; null without land, or if the light changes on purpose. */
  landChange: number | null;
  /** Largest share of land that visibly differs from frame 0; null as `landChange`. */
  landMoving: number | null;
  /** Share of textured sky that does not visibly move; null if there is none, or if the light changes on purpose. */
  deadSky: number | null;
  /** The same of water. */
  deadWater: number | null;
  /**
   * Least strength of shapes of 8…32 px (at 1280) in the sky ÷ frame 0's; null if there is none, or if the light
   * changes on purpose.
   */
  shapesKept: number | null;
  /** Change from last frame to first ÷ the usual one per frame; null if the video does not loop. */
  seam: number | null;
  /**
   * Number of times the video returns to its first frame: 1 is one loop; null if it hardly moves, or if a long video
   * does not return within 8 s.
   */
  repeats: number | null;
}

/** Kinds of quality warnings. */
export const warningCodes = [
  'NOTHING_MOVES',
  'LAND_MOVES',
  'SKY_STANDS',
  'WATER_STANDS',
  'DOUBLE_EXPOSURE',
  'SEAM',
  'BEATS',
  'REGION_NOT_FOUND',
] as const;

/** A reason to check a video before publishing it. */
export interface QualityWarning {
  code: (typeof warningCodes)[number];
  /** Display name. */
  message: string;
}

export interface RenderReport {
  width: number;
  height: number;
  frames: number;
  fps: number;
  device: Device;
  renderer: RendererName;
  /** Encoder of the video. */
  encoder: EncoderName;
  /** `name@version` of the model bundle. */
  bundle: string;
  seconds: StageSeconds;
  /** Peak resident memory of the engine process. */
  peakRssBytes: number;
  quality: QualityReport;
  /** Empty if none were found. */
  warnings: QualityWarning[];
  /** In the order of the request. */
  outputs: FinishedOutput[];
  /** Placeholder of frame 0; absent in drafts, and in reports of older versions. */
  placeholder?: Placeholder;
}

/** Events while a video is made. */
export type RenderEvent =
  | { type: 'stage'; stage: Stage }
  /** After every rendered frame. `frame` counts frames done, 1…frames. */
  | { type: 'progress'; frame: number; frames: number }
  /** At most once a second while finished frames are encoded; only shows that the work continues. */
  | { type: 'working' }
  /**
   * A thumbnail of a frame (JPEG, at most 320 pixels wide), at most 4 per second. `frame` counts as in `progress`. If
   * frame 1 is the photo itself (not in a crossfade), it is sent as soon as the photo is decoded.
   */
  | { type: 'preview'; frame: number; jpeg: Uint8Array; width: number; height: number };
