import { crfOfQuality, type OutputSpec, presetOfEffort } from '../../outputs/spec.ts';
import type { Size } from '../../photo/output-size.ts';
import { canMake, profileOf } from '../../video/encoders/registry.ts';
import type { EncoderName } from '../../video/encoders.ts';
import { formats, type VideoFormatName } from '../../video/formats.ts';
import type { VideoEncoderSettings } from '../../video/video.ts';
import { loops } from '../loop.ts';
import { type AnimationSettings, countFrames, lightNameOf } from '../settings.ts';

export interface VideoContext {
  settings: AnimationSettings;
  motionDigest?: string;
  /** What the GPU is to make, where it can. */
  chosen: EncoderName;
  /** Whether other videos are encoded at the same time. */
  isOneOfMany?: boolean;
  /** Whether it is encoded when all frames are there. */
  isPostponed?: boolean;
}

/** The same bytes come out of these however many threads work: beside others one each is enough, and takes a fifth less memory. */
const sameOnAnyThreads: readonly VideoFormatName[] = ['mp4-av1', 'webm-av1', 'animated-avif'];

/** What a video's encoder is opened with: what its output says, or else the settings for all. */
export function videoSettings(
  spec: OutputSpec,
  { width, height }: Size,
  { settings, motionDigest, chosen, isOneOfMany, isPostponed }: VideoContext,
): VideoEncoderSettings & { encoder: EncoderName; format: VideoFormatName } {
  const format = spec.format as VideoFormatName;
  const { bitDepth, maxBytes } = spec;
  const crf = crfOf(spec, settings);
  const onGpu = profileOf({ format, encoder: chosen }).runsOn === 'gpu';
  const encoder = onGpu && canMake(chosen, { format, width, height, crf, bitDepth }) ? chosen : 'x264';
  return {
    format,
    encoder,
    width,
    height,
    fps: settings.fps,
    frames: countFrames(settings),
    crf,
    preset: spec.effort ? presetOfEffort[spec.effort] : settings.encoderPreset,
    bitDepth,
    maxBytes,
    isPostponed,
    threads: isOneOfMany && !isPostponed && sameOnAnyThreads.includes(format) ? 1 : undefined,
    changesColours: settings.appearance !== 'none',
    comment: motionDigest && describeVideo(motionDigest, settings),
    isLoop: loops[settings.loop].isLoop,
  };
}

function crfOf({ crf, quality, format }: OutputSpec, settings: AnimationSettings): number {
  if (crf !== undefined) return crf;
  if (quality !== undefined) return crfOfQuality(quality);
  return settings.lossless && formats[format].hasLossless ? 0 : settings.crf;
}

/** What a file says of itself, so that those that move alike are known to belong together, and by which light each is. */
function describeVideo(motionDigest: string, settings: AnimationSettings): string {
  const light = lightNameOf(settings);
  return `driftscape motion=${motionDigest.slice(0, 32)}${light === null ? '' : ` light=${light}`}`;
}
