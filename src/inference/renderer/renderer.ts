import type { Photo } from '../../photo/photo.ts';

/**
 * The contract that every renderer meets: the slow reference, the CPU kernels and the ONNX graph.
 * Per output pixel p (algorithm §3–§5), with all grids sampled bilinearly at p, align_corners = true:
 *
 *     x_k   = background sampled bilinearly at p + displacement_k(p)     k = A, B; held inside the photo
 *     x     = weightA · x_A + weightB · x_B
 *     y     = mean(p) + contrast(p) · (x − mean(p))               variance-preserving blend (§4)
 *     z     = photo(p) + mask(p) · (y − background(p))            what moves, behind what does not
 *     out   = clamp( z + (T_t(z) − T_0(z)) )                      anchored colour transfer (§5), z in [-1, 1]
 *
 * The background is the photo with its static parts painted over by what moves behind them; it is the photo where the
 * mask is 255. So a pixel with mask 0 shows the photo, and without displacement every pixel does, exactly, whatever
 * the mask and the background. A pixel half covered by something static (mask between) keeps that half in place.
 * A background of twice the size is sharper between pixels: background(p) is then its pixel 2p, and no position
 * reaches past its last even row and column.
 *
 * The weights are ≥ 0 and sum to 1. y and z are clamped to 0…255; out is rounded to the nearest level, halves up.
 * `tanh-artanh` holds |z| below {@link artanhLimit} inside artanh. YUV is computed from the unrounded RGB; its chroma
 * from the mean of each 2×2 pixels, so it is sited in their centre (MPEG-1, "center").
 * A renderer agrees with the reference to one level of 255.
 */
export interface FrameMotion {
  /** Displacement to sample at, in output pixels, interleaved (x, y), `gridWidth * gridHeight * 2` numbers. */
  displacement: Float32Array;
  weight: number;
}

export interface FrameBlend {
  /** Local contrast gain, ≥ 1 and < 2, `gridWidth * gridHeight` numbers; 1 where both copies agree. */
  contrast: Float32Array;
  /** Blended local mean of both moved copies, RGB interleaved in 0…255, `gridWidth * gridHeight * 3`. */
  mean: Float32Array;
}

/** Widest output for a background of twice the size. */
export const maxDoubledWidthPixels = 4094;

/** Largest |x| given to artanh: one level of 255 short of pure black and white, as in training. */
export const artanhLimit = 1 - 1 / 255;

export type ColourTransferForm = 'tanh' | 'tanh-artanh';

/** Gain and bias maps, each RGB interleaved, `gridWidth * gridHeight * 3` numbers (colour grid of their own size). */
export interface ColourTransferMap {
  gain: Float32Array;
  bias: Float32Array;
}

export interface FrameColour {
  now: ColourTransferMap;
  /** The map at t = 0, that the photo's own colours are anchored to. */
  start: ColourTransferMap;
}

export interface FramePlan {
  a: FrameMotion;
  /** Absent where only one copy is shown. */
  b?: FrameMotion;
  /** Absent where nothing needs blending (one copy). */
  blend?: FrameBlend;
  /** Absent where the photo's colours stay. */
  colour?: FrameColour;
}

export interface RendererSetup {
  /** At output size; both sides even, at most 7680 pixels. */
  photo: Photo;
  /**
   * What moves, continued behind what is static; equal to the photo where the mask is 255. At output size or, for outputs
   * of at most {@link maxDoubledWidthPixels}, twice as wide and high: even rows and columns are the output's pixels.
   * Default: the photo, in which static things that others move past are seen a second time beside themselves.
   */
  background?: Photo;
  /** How much of each pixel moves, 0 (static) … 255 (all of it), at output size. */
  mask: Uint8Array;
  motionGrid: { width: number; height: number };
  colourGrid: { width: number; height: number };
  colourTransfer: ColourTransferForm;
}

/** A frame as planar YUV 4:2:0 in one buffer (Y, then U, then V), BT.709, limited range, chroma sited in the centre. */
export type Yuv420Frame = Uint8Array;

export interface Renderer {
  readonly name: string;
  /** Renders one frame as RGBA8 into `target` (`width * height * 4` bytes). For previews, quality figures and tests. */
  renderRgba(plan: FramePlan, target: Uint8Array): Promise<void>;
  /** Renders one frame as planar YUV into `target` (`width * height * 3 / 2` bytes), as the encoder takes it. */
  renderYuv(plan: FramePlan, target: Yuv420Frame): Promise<void>;
  close(): Promise<void>;
}
