/** What can make the video: x264 on the processor, or the encoder of an NVIDIA GPU, in H.264 or HEVC. */
export const encoderNames = ['x264', 'nvenc', 'nvenc-hevc'] as const;
export type EncoderName = (typeof encoderNames)[number];

/** `auto` takes `nvenc` where a trial shows that it works, else `x264`; never HEVC, which many browsers do not play. */
export type EncoderChoice = EncoderName | 'auto';
