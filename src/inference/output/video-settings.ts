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
  /** Preferred encoder, used if it supports the video. */
  chosen: EncoderName;
  /** Whether other videos are encoded at the same time. */
  isOneOfMany?: boolean;
  /** Whether it is encoded after all frames are rendered. */
  isPostponed?: boolean;
}

/**
 * Formats whose bytes do not depend on the number of threads: next to other videos one thread each is enough, and needs
 * a fifth less memory.
 */
const sameOnAnyThreads: readonly VideoFormatName[] = ['mp4-av1', 'webm-av1', 'animated-avif'];

/** The encoder settings of a video: those of its output, or else those for all. */
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

/** The comment in the file, by which videos with the same motion can be matched, with the light of each. */
function describeVideo(motionDigest: string, settings: AnimationSettings): string {
  const light = lightNameOf(settings);
  return `driftscape motion=${motionDigest.slice(0, 32)}${light === null ? '' : ` light=${light}`}`;
}
