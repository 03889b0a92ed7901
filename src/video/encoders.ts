/** Encoders of an NVIDIA GPU, for H.264 and HEVC. */
const gpuEncoderNames = ['nvenc', 'nvenc-hevc'] as const;
export type GpuEncoderName = (typeof gpuEncoderNames)[number];

/** H.264 encoders: x264 on the CPU, or that of an NVIDIA GPU, which also encodes HEVC. */
export const encoderNames = ['x264', ...gpuEncoderNames] as const;
export type EncoderName = (typeof encoderNames)[number];

/** `auto` uses `nvenc` if a trial succeeds, otherwise `x264`; never HEVC, which many browsers cannot play. */
export type EncoderChoice = EncoderName | 'auto';

/** Whether it runs on a GPU, which, unlike a CPU, may be missing or fail. */
export function runsOnGpu(name: EncoderChoice): name is GpuEncoderName {
  return gpuEncoderNames.some((gpu) => gpu === name);
}
