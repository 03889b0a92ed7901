import type { Placeholder } from '../outputs/placeholder.ts';
import type { FinishedOutput, RequestedOutput } from '../outputs/spec.ts';
import type { EncoderName } from '../video/encoders.ts';
import type { Device, RendererName } from './devices.ts';
import type { AnimationSettings } from './settings.ts';

/** What the engine is doing, in this order; a stage may be skipped, never revisited. */
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
  /** Where the finished files go; written under temporary names in it and renamed when all are complete. */
  folder: string;
  /** What is made, videos and posters: one video at least. */
  outputs: readonly RequestedOutput[];
  /** Where the pictures are that the settings name as masks, by their SHA-256 in hexadecimal. */
  pictures?: Readonly<Record<string, string>>;
  settings: AnimationSettings;
  /** Names how the video moves; with the light it becomes the file's comment. Absent where nobody knows. */
  motionDigest?: string;
}

/** Where the time went, in seconds. Stages overlap, so they may add up to more than `total`. */
export interface StageSeconds {
  decode: number;
  motion: number;
  appearance: number;
  render: number;
  encode: number;
  /** Decoding and judging the finished video. */
  check: number;
  total: number;
}

/** Figures of algorithm §10 that need no reference clip. Those of the finished file are absent where it could not be checked. */
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

/** Figures of a finished video, decoded and shrunk (algorithm §10), in levels of luma (16…235) and shares of 1. */
export interface VideoFigures {
  /** Share of the picture that is sky, water or mist and may move. */
  movingShare: number;
  /** Mean change of what may move, against frame 0, in the most changed frame. */
  movingChange: number;
  /** Largest mean change of land against frame 0; null without land or where light changes on purpose. */
  landChange: number | null;
  /** Largest share of land that visibly differs from frame 0; null as `landChange`. */
  landMoving: number | null;
  /** Share of textured sky that does not visibly move; null without any or where light changes on purpose. */
  deadSky: number | null;
  /** The same of water. */
  deadWater: number | null;
  /** Least strength of shapes of 8…32 px (at 1280) in the sky ÷ frame 0's; null without any or where light changes on purpose. */
  shapesKept: number | null;
  /** Change from last frame to first ÷ the usual one per frame; null where the video is no loop. */
  seam: number | null;
  /** How often the video comes back to its first frame: 1 is one loop; null where it hardly moves or a long one does not within 8 s. */
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

/** Why a video deserves a second look. */
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
  /** What made the video. */
  encoder: EncoderName;
  /** `name@version` of the model bundle. */
  bundle: string;
  seconds: StageSeconds;
  /** Peak resident memory of the engine process. */
  peakRssBytes: number;
  quality: QualityReport;
  /** Empty where nothing was found. */
  warnings: QualityWarning[];
  /** In the order of the request. */
  outputs: FinishedOutput[];
  /** Of frame 0; absent in drafts, and in reports of versions that did not make it. */
  placeholder?: Placeholder;
}

/** What is reported while a video is made. */
export type RenderEvent =
  | { type: 'stage'; stage: Stage }
  /** After every rendered frame. `frame` counts frames done, 1…frames. */
  | { type: 'progress'; frame: number; frames: number }
  /** At most once a second while finished frames are encoded: nothing new but that the work goes on. */
  | { type: 'working' }
  /**
   * A small picture of a frame (JPEG, at most 320 pixels wide), at most 4 a second. `frame` counts as in `progress`.
   * Where frame 1 is the photo itself (not in a crossfade), it is shown as soon as it is decoded.
   */
  | { type: 'preview'; frame: number; jpeg: Uint8Array; width: number; height: number };
