/** What a clip may be at most; a few seconds of it tell its motion. */
export const clipLimits = {
  bytes: 50 * 1024 ** 2,
  seconds: 60,
  pixels: 4096 * 2304,
  /** Frames that are looked at, from its beginning. */
  frames: 400,
  decodeSeconds: 30,
} as const;
