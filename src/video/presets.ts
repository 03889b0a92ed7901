/** Speeds of the x264 encoder, fastest first: slower gives a smaller file of the same quality. */
export const encoderPresets = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
  'slower',
] as const;
export type EncoderPreset = (typeof encoderPresets)[number];
