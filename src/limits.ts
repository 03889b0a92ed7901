/**
 * Limits of all parts of the program in one place: an upload is only accepted if a video can be made of it, and a
 * setting only if the renderer and the encoder support it.
 */
export const limits = {
  photo: {
    /** Decoding 96 megapixels took up to 0.9 GB (WebP). */
    maxPixels: 100_000_000,
    /** A smaller photo has no details that could move. */
    minSidePixels: 64,
    /** Longer side ÷ shorter side: at 480, a video 16 pixels high has the largest width of the renderer. */
    maxAspect: 480,
  },
  /** A frame of a video. */
  frame: {
    /** Limits of the renderers. */
    maxSidePixels: 7680,
    /** 7680 × 2160. */
    maxPixels: 7680 * 2160,
    /** The encoder works in blocks of 16 × 16. */
    minSidePixels: 16,
  },
  /**
   * A frame of default size: as many 16 × 16 blocks as H.264 level 4.2 allows (table A-1), which all phones, television
   * sets and browsers can play.
   */
  usualFrame: { maxSidePixels: 1920, maxBlocks: 8704 },
  /** Blocks in the decoded picture buffer at H.264 level 4.2 (MaxDpbMbs, table A-1). */
  keptBlocks: 34_816,
  /** Most files per animation. */
  outputs: {
    most: 16,
    /** Total pixels of one frame of all files: twice the largest frame. */
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
