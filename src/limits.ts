/**
 * What every part of the program can do, in one place: an upload is taken only where a video of it can be made, and a setting
 * only where the renderer and the encoder can follow.
 */
export const limits = {
  photo: {
    /** Decoding 96 megapixels took up to 0.9 GB (WebP). */
    maxPixels: 100_000_000,
    /** A photo with a shorter side shows nothing that could move. */
    minSidePixels: 64,
    /** Longer side ÷ shorter side: at 480 a video of 16 pixels is as long as the renderer goes. */
    maxAspect: 480,
  },
  /** A frame of a video. */
  frame: {
    /** What the renderers take. */
    maxSidePixels: 7680,
    /** 7680 × 2160. */
    maxPixels: 7680 * 2160,
    /** The encoder works in blocks of 16 × 16. */
    minSidePixels: 16,
  },
  /**
   * A frame when nobody asks for a size. Blocks of 16 × 16 as many as level 4.2 of H.264 allows (table A-1): phones, television
   * sets and browsers play that everywhere.
   */
  usualFrame: { maxSidePixels: 1920, maxBlocks: 8704 },
  /** Blocks of the frames that a player must keep at level 4.2 of H.264 (MaxDpbMbs, table A-1). */
  keptBlocks: 34_816,
  /** Most files per animation. */
  outputs: {
    most: 16,
    /** Of one frame of all of them together: two of the largest there are. */
    mostPixels: 2 * 7680 * 2160,
    leastBudgetBytes: 10_000,
    mostBudgetBytes: 2_147_483_647,
  },
  widthPixels: { min: 64, max: 7680 },
  fps: { min: 1, max: 120 },
  seconds: { min: 0.1, max: 600 },
  crf: { min: 0, max: 51 },
} as const;

/** Blocks of 16 × 16 pixels that cover a frame. */
export function blocksOf({ width, height }: { width: number; height: number }): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16);
}
