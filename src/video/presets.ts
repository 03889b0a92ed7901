/** Presets of the x264 encoder, fastest first: slower ones give smaller files of the same quality. */
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
