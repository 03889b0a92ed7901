/** Encoders of an NVIDIA GPU, for H.264 and HEVC. */
const gpuEncoderNames = ['nvenc', 'nvenc-hevc'] as const;
export type GpuEncoderName = (typeof gpuEncoderNames)[number];

/** What can make H.264: x264 on the processor, or the encoder of an NVIDIA GPU, which makes HEVC as well. */
export const encoderNames = ['x264', ...gpuEncoderNames] as const;
export type EncoderName = (typeof encoderNames)[number];

/** `auto` takes `nvenc` where a trial shows that it works, else `x264`; never HEVC, which many browsers do not play. */
export type EncoderChoice = EncoderName | 'auto';

/** Whether a GPU does the work: it may be missing or fail where a processor does not. */
export function runsOnGpu(name: EncoderChoice): name is GpuEncoderName {
  return gpuEncoderNames.some((gpu) => gpu === name);
}
