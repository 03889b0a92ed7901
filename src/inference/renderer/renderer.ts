import type { Photo } from '../../photo/photo.ts';

/**
 * The contract that every renderer meets: the slow reference, the CPU kernels and the ONNX graph.
 * Per output pixel p (algorithm §3–§5), with all grids sampled bilinearly at p, align_corners = true, for each layer l in turn:
 *
 *     x_k   = background_l sampled bilinearly at p + displacement_k(p)     k = A, B; mirrored inside the photo
 *     x     = (1 − weight(p)) · x_A + weight(p) · x_B
 *     y_l   = mean(p) + contrast(p) · (x − mean(p)) + shift(p)    variance-preserving blend (§4), and what stays of the light
 *     z     = photo(p) + Σ mask_l(p) · (y_l − background_l(p))    what moves, with land in front of all
 *     c     = T_t(z) − T_0(z)                                     anchored colour transfer (§5), z in [-1, 1]
 *     out   = clamp( z + c + dither(p) where c is not 0 )         see dither.ts: stretched colours show no steps
 *
 * A layer is a part of the photo that moves on its own, such as the sky: its mask says how much of each pixel belongs to it, and its
 * background is its picture, continued where other things stand before it. The background is the photo where the mask is 255.
 * The masks of all layers sum to at most 255 at any pixel; what is left is static. So a pixel without a layer shows the
 * photo, and without displacement every pixel does, exactly, whatever masks and backgrounds are. A pixel half covered by
 * something static (mask between) keeps that half in place.
 *
 * A position u outside 0 … last, the outermost pixels, is mirrored: min(last, |last − |last − |u|||). Held there, the border
 * would be drawn out into smears.
 *
 * A background of twice the size is sharper between pixels: background(p) is then its pixel 2p, and no position
 * reaches past its last even row and column.
 *
 * y_l is clamped to 0…255, and z after each layer; out is rounded to the nearest level, halves up.
 * `tanh-artanh` holds |z| below {@link artanhLimit} inside artanh. YUV is computed from the unrounded RGB; its chroma
 * from the mean of each 2×2 pixels, so it is sited in their centre (MPEG-1, "center").
 * A renderer agrees with the reference to one level of 255.
 */
export interface LayerPlan {
  a: MovedCopy;
  /** Absent where only one copy is shown. */
  b?: SecondCopy;
  /** Absent where nothing needs blending: one copy of a layer whose light moves with it. */
  blend?: LayerBlend;
}

/** A layer's background, moved. */
export interface MovedCopy {
  /** Displacement to sample at, in output pixels, at most 8191, interleaved (x, y), `gridWidth * gridHeight * 2` numbers. */
  displacement: Float32Array;
}

export interface SecondCopy extends MovedCopy {
  /** How much of this copy is shown in place of the first, 0 … 1, `gridWidth * gridHeight` numbers. */
  weight: Float32Array;
}

export interface LayerBlend {
  /** Local contrast gain, ≥ 1 and < 2, `gridWidth * gridHeight` numbers; 1 where both copies agree. */
  contrast: Float32Array;
  /** Blended local mean of both moved copies, RGB interleaved in 0…255, `gridWidth * gridHeight * 3`. */
  mean: Float32Array;
  /** Added to the blend, RGB interleaved in −255…255, `gridWidth * gridHeight * 3`: a sky's gradient does not move with its clouds. */
  shift: Float32Array;
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
  /**
   * The map at t = 0, that the photo's own colours are anchored to. Absent where it is the identity, which only `tanh-artanh` has:
   * gain 1, bias 0.
   */
  start?: ColourTransferMap;
}

export interface FramePlan {
  /** One for each layer of the setup, in the same order. */
  layers: LayerPlan[];
  /** Absent where the photo's colours stay. */
  colour?: FrameColour;
}

/** Most layers that a renderer takes. */
export const maxLayers = 4;

/** The pictures of a part of the photo that moves on its own. */
export interface LayerPictures {
  /**
   * The layer, continued behind what stands before it; equal to the photo where the mask is 255. At output size or, for
   * outputs of at most {@link maxDoubledWidthPixels}, twice as wide and high: even rows and columns are the output's pixels. All
   * layers have backgrounds of one size. Default: the photo, in which static things that others move past are seen a
   * second time beside themselves.
   */
  background?: Photo;
  /** How much of each pixel belongs to the layer, 0 (nothing) … 255 (all of it), at output size. */
  mask: Uint8Array;
}

export interface RendererSetup {
  /** At output size; both sides even, at most 7680 pixels. */
  photo: Photo;
  /** At most {@link maxLayers}. */
  layers: LayerPictures[];
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
