import type { VideoFormatName } from '../formats.ts';

/** How FFmpeg writes a kind of file. */
export interface Muxer {
  ffmpegName: string;
  /**
   * @param timescale ticks per second in which frames have an integer length
   * @param isLoop whether animated pictures repeat
   */
  options(timescale: number, isLoop: boolean): Record<string, string>;
  /** Four-letter code of the codec, if there is a choice. */
  codecTag?: string;
  /** Metadata of the track. */
  trackMetadata?: Record<string, string>;
  /** Set if only FFmpeg's bit-exact mode makes the output reproducible. */
  isBitExact?: boolean;
  /** Whether browsers treat it as a picture, which has no `codecs`. */
  isPicture?: boolean;
}

/** The index comes first, so that playback starts before everything is loaded. */
const mp4: Muxer = {
  ffmpegName: 'mp4',
  // With this time scale every frame has an exact integer length; the default of milliseconds would round it.
  options: (timescale) => ({
    movflags: '+faststart',
    movie_timescale: String(timescale),
    video_track_timescale: String(timescale),
  }),
};
/** HEVC in MP4 in the form that Apple's players also accept. */
const mp4Hevc: Muxer = { ...mp4, codecTag: 'hvc1' };
const mov: Muxer = { ...mp4, ffmpegName: 'mov' };
const webm: Muxer = {
  ffmpegName: 'webm',
  options: () => ({ cues_to_front: '1' }),
  isBitExact: true,
};
/** Number of repetitions, 0 for endless. */
const loops = (isLoop: boolean, once: string) => ({ loop: isLoop ? '0' : once });

/** The muxer of each format; undefined if FFmpeg does not write its files. */
const muxers: Record<VideoFormatName, Muxer | undefined> = {
  'mp4-h264': mp4,
  'mp4-hevc': mp4Hevc,
  'mp4-av1': mp4,
  'webm-av1': webm,
  'webm-vp9': webm,
  'webm-vp9-alpha': { ...webm, trackMetadata: { alpha_mode: '1' } },
  'mov-prores': mov,
  'mov-prores-4444': mov,
  'png-frames': undefined,
  'animated-webp': { ffmpegName: 'webp', options: (_, isLoop) => loops(isLoop, '1'), isPicture: true },
  'animated-avif': {
    ffmpegName: 'avif',
    options: (timescale, isLoop) => ({ movie_timescale: String(timescale), ...loops(isLoop, '1') }),
    isPicture: true,
  },
  gif: { ffmpegName: 'gif', options: (_, isLoop) => loops(isLoop, '-1'), isPicture: true },
};

/** The muxer for a format; undefined if FFmpeg does not write it. */
export function muxerOf(format: VideoFormatName): Muxer | undefined {
  return muxers[format];
}

/** For frames that are read again. */
export const matroska: Muxer = { ffmpegName: 'matroska', options: () => ({}), isBitExact: true };
