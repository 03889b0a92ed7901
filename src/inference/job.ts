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
  /** Where the finished files go; written under a temporary name beside it and renamed when complete. */
  videoPath: string;
  /** JPEG of frame 0 at output size; absent where nobody wants one. */
  posterPath?: string;
  settings: AnimationSettings;
}

/** Where the time went, in seconds. Stages overlap, so they may add up to more than `total`. */
export interface StageSeconds {
  decode: number;
  motion: number;
  appearance: number;
  render: number;
  encode: number;
  total: number;
}

/** Figures of algorithm §10 that need no reference clip. */
export interface QualityReport {
  /** Largest absolute difference of any channel between frame 0 before encoding and the photo at output size, 0…255. */
  firstFrameMaxAbsError: number;
  /** |last → first| mean absolute error ÷ median over adjacent frames; 1 = no seam. */
  seamRatio: number;
  /** Minimum over the loop of variance of the Laplacian ÷ the photo's. */
  contrastKept: number;
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
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
  videoBytes: number;
  /** 0 without a poster. */
  posterBytes: number;
}

/** What is reported while a video is made. */
export type RenderEvent =
  | { type: 'stage'; stage: Stage }
  /** After every rendered frame. `frame` counts frames done, 1…frames. */
  | { type: 'progress'; frame: number; frames: number }
  /**
   * A small picture of a frame (JPEG, at most 320 pixels wide), at most 4 a second. `frame` counts as in `progress`.
   * Where frame 1 is the photo itself (every loop but crossfade), it is shown as soon as it is decoded.
   */
  | { type: 'preview'; frame: number; jpeg: Uint8Array; width: number; height: number };
