/** Limits of a clip. */
export const clipLimits = {
  bytes: 50 * 1024 ** 2,
  seconds: 60,
  pixels: 4096 * 2304,
  /** Number of frames, from the start, from which its motion is read. */
  frames: 400,
  decodeSeconds: 30,
} as const;
