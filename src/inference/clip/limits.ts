/** What a clip may be at most. */
export const clipLimits = {
  bytes: 50 * 1024 ** 2,
  seconds: 60,
  pixels: 4096 * 2304,
  /** Frames that its motion is read from, from its beginning. */
  frames: 400,
  decodeSeconds: 30,
} as const;
