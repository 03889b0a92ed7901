import type { EncoderName } from './encoders.ts';
import type { EncoderPreset } from './presets.ts';
import type { VideoEncoderSettings } from './video.ts';

/** Pixels along one side of a frame that every NVENC takes. */
const maxSidePixels: Record<GpuEncoder, number> = { nvenc: 4096, 'nvenc-hevc': 8192 };
/** And the least: there are GPUs that refuse less. */
const minSidePixels = 160;

export type GpuEncoder = Exclude<EncoderName, 'x264'>;

/** Whether this encoder can make such a video on any GPU that has it; x264 can make all. */
export function canMake(
  encoder: EncoderName,
  { width, height, crf }: Pick<VideoEncoderSettings, 'width' | 'height' | 'crf'>,
): boolean {
  if (encoder === 'x264') return true;
  return (
    crf > 0 && Math.min(width, height) >= minSidePixels && Math.max(width, height) <= maxSidePixels[encoder]
  );
}

/** NVENC's presets, p1 the fastest, for those of x264. Its slow ones are still fast. */
const presets: Record<EncoderPreset, string> = {
  ultrafast: 'p1',
  superfast: 'p2',
  veryfast: 'p3',
  faster: 'p4',
  fast: 'p5',
  medium: 'p6',
  slow: 'p7',
  slower: 'p7',
};

/**
 * NVENC's options, by FFmpeg's names: constant quality on the scale of x264's `crf` (0…51, the same step of quantisation),
 * which NVENC needs a larger file for. Bits are spread over the picture as x264 does. Its `cq` of 0 would be no
 * quality but automatic, so lossless videos are not for it, see `canMake`.
 */
export function nvencOptions(
  { crf, preset }: Pick<VideoEncoderSettings, 'crf' | 'preset'>,
  encoder: GpuEncoder,
): Record<string, string> {
  const isHevc = encoder === 'nvenc-hevc';
  return {
    preset: presets[preset],
    tune: 'hq',
    profile: isHevc ? 'main' : 'high',
    rc: 'vbr',
    cq: String(crf),
    // FFmpeg's standard of 2 Mbit/s would hold the quality down.
    b: '0',
    'rc-lookahead': '20',
    'no-scenecut': '1',
    [isHevc ? 'spatial_aq' : 'spatial-aq']: '1',
  };
}
