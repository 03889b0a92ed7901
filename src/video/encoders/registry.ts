import type { EncoderName } from '../encoders.ts';
import type { VideoFormatName } from '../formats.ts';
import type { VideoEncoderSettings } from '../video.ts';
import { gif } from './gif.ts';
import { nvenc, nvencHevc } from './nvenc.ts';
import { png } from './png.ts';
import type { EncoderProfile, VideoShape } from './profile.ts';
import { prores, prores4444 } from './prores.ts';
import { svtAv1, svtAvif } from './svt-av1.ts';
import { vp9, vp9Alpha } from './vp9.ts';
import { webp } from './webp.ts';
import { x264 } from './x264.ts';
import { x265 } from './x265.ts';

/** The CPU encoder of each format. */
const onCpu: Record<VideoFormatName, EncoderProfile> = {
  'mp4-h264': x264,
  'mp4-hevc': x265,
  'mp4-av1': svtAv1,
  'webm-av1': svtAv1,
  'webm-vp9': vp9,
  'mov-prores': prores,
  'png-frames': png,
  'animated-webp': webp,
  'animated-avif': svtAvif,
  gif,
  'webm-vp9-alpha': vp9Alpha,
  'mov-prores-4444': prores4444,
};

/** Formats that a GPU encodes if it is chosen. With `nvenc-hevc`, HEVC replaces H.264. */
const onGpu: Partial<Record<VideoFormatName, Partial<Record<EncoderName, EncoderProfile>>>> = {
  'mp4-h264': { nvenc, 'nvenc-hevc': nvencHevc },
  'mp4-hevc': { 'nvenc-hevc': nvencHevc },
};

/** The encoder for a video of this format, if `encoder` is the choice for all videos. */
export function profileOf({
  format = 'mp4-h264',
  encoder = 'x264',
}: Pick<VideoEncoderSettings, 'format' | 'encoder'>): EncoderProfile {
  return onGpu[format]?.[encoder] ?? onCpu[format];
}

/** Whether `encoder` supports such a video; x264 stands for all CPU encoders. */
export function canMake(
  encoder: EncoderName,
  shape: VideoShape & Pick<VideoEncoderSettings, 'format'>,
): boolean {
  return profileOf({ format: shape.format, encoder }).canMake(shape);
}
