import type { VideoFormatName } from '../formats.ts';

/** How FFmpeg writes a kind of file. */
export interface Muxer {
  ffmpegName: string;
  /** @param timescale ticks per second in which frames have a whole length @param isLoop whether pictures start again */
  options(timescale: number, isLoop: boolean): Record<string, string>;
  /** The four letters of the codec, where there is a choice. */
  codecTag?: string;
  /** What the track says of itself. */
  trackMetadata?: Record<string, string>;
  /** Nothing in it changes from one run to the next only where FFmpeg is asked for that. */
  isBitExact?: boolean;
  /** Whether browsers know it as a picture: it has no `codecs` then. */
  isPicture?: boolean;
}

/** The index stands in front, so that playing starts before everything is loaded. */
const mp4: Muxer = {
  ffmpegName: 'mp4',
  // In the file's own clock a whole number of frames has an exact length; the default of milliseconds would round it.
  options: (timescale) => ({
    movflags: '+faststart',
    movie_timescale: String(timescale),
    video_track_timescale: String(timescale),
  }),
};
/** The form of HEVC in MP4 that Apple's players take as well. */
const mp4Hevc: Muxer = { ...mp4, codecTag: 'hvc1' };
const mov: Muxer = { ...mp4, ffmpegName: 'mov' };
const webm: Muxer = {
  ffmpegName: 'webm',
  options: () => ({ cues_to_front: '1' }),
  isBitExact: true,
};
/** How often it plays, 0 for ever. */
const loops = (isLoop: boolean, once: string) => ({ loop: isLoop ? '0' : once });

const muxers: Partial<Record<VideoFormatName, Muxer>> = {
  'mp4-h264': mp4,
  'mp4-hevc': mp4Hevc,
  'mp4-av1': mp4,
  'webm-av1': webm,
  'webm-vp9': webm,
  'webm-vp9-alpha': { ...webm, trackMetadata: { alpha_mode: '1' } },
  'mov-prores': mov,
  'mov-prores-4444': mov,
  'animated-webp': { ffmpegName: 'webp', options: (_, isLoop) => loops(isLoop, '1'), isPicture: true },
  'animated-avif': {
    ffmpegName: 'avif',
    options: (timescale, isLoop) => ({ movie_timescale: String(timescale), ...loops(isLoop, '1') }),
    isPicture: true,
  },
  gif: { ffmpegName: 'gif', options: (_, isLoop) => loops(isLoop, '-1'), isPicture: true },
};

/** What writes this format; undefined where it is no matter of FFmpeg's. */
export function muxerOf(format: VideoFormatName): Muxer | undefined {
  return muxers[format];
}

/** Of frames that are read again. */
export const matroska: Muxer = { ffmpegName: 'matroska', options: () => ({}), isBitExact: true };
