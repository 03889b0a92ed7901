import type { Photo } from '../../photo/photo.ts';

/**
 * The contract of every renderer: the slow reference, the CPU kernels and the ONNX graph.
 * Per output pixel p (algorithm §3–§5), with all grids sampled bilinearly at p, align_corners = true, for each layer l
 * in turn:
 *
 *     x_k   = background_l sampled bilinearly at p + displacement_k(p)     k = A, B; mirrored inside the photo
 *     x     = (1 − weight(p)) · x_A + weight(p) · x_B
 *     y_l   = mean(p) + contrast(p) · (x − mean(p)) + shift(p)    variance-preserving blend (§4), and light that stays
 *     z     = photo(p) + Σ mask_l(p) · (y_l − background_l(p))    moving layers, with land in front of all
 *     c     = T_t(z) − T_0(z)                                     anchored colour transfer (§5), z in [-1, 1]
 *     out   = clamp( z + c + dither(p) where c is not 0 )         see dither.ts: prevents banding of stretched colours
 *
 * A layer is a part of the photo that moves independently, such as the sky. Its mask says how much of each pixel
 * belongs to it, and its background is its picture, continued behind whatever is in front of it. The background equals
 * the photo where the mask is 255. The masks of all layers sum to at most 255 at any pixel; the rest is static. So a
 * pixel without a layer shows the photo, and without displacement every pixel does, exactly, for any masks and
 * backgrounds. If a pixel is half covered by something static (mask in between), that half stays in place.
 * A position u outside 0 … last, the outermost pixels, is mirrored: min(last, |last − |last − |u|||). Clamping would
 * smear the border.
 * A background of twice the size is sharper between pixels: background(p) is then its pixel 2p, and positions are
 * limited to its last even row and column.
 *
 * y_l is clamped to 0…255, and z after each layer; out is rounded to the nearest level, halves up.
 * `tanh-artanh` clamps |z| to {@link artanhLimit} inside artanh. YUV is computed from the unrounded RGB; its chroma
 * from the mean of each 2×2 pixels, so it is sited in their centre (MPEG-1, "center").
 * A renderer may differ from the reference by one level of 255.
 */
export interface LayerPlan {
  a: MovedCopy;
  /** Absent if only one copy is shown. */
  b?: SecondCopy;
  /** Absent if nothing needs blending: one copy of a layer whose light moves with it. */
  blend?: LayerBlend;
}

/** A layer's background, displaced. */
export interface MovedCopy {
  /** Displacement of the source, in output pixels, at most 8191; (x, y) interleaved, `gridWidth * gridHeight * 2` numbers. */
  displacement: Float32Array;
}

export interface SecondCopy extends MovedCopy {
  /** Share of this copy, 0 … 1, `gridWidth * gridHeight` numbers; the first copy has the rest. */
  weight: Float32Array;
}

export interface LayerBlend {
  /** Local contrast gain, ≥ 1 and < 2, `gridWidth * gridHeight` numbers; 1 where both copies agree. */
  contrast: Float32Array;
  /** Blended local mean of both moved copies, RGB interleaved in 0…255, `gridWidth * gridHeight * 3`. */
  mean: Float32Array;
  /**
   * Added to the blend, RGB interleaved in −255…255, `gridWidth * gridHeight * 3`: keeps a sky's gradient in place
   * while clouds move.
   */
  shift: Float32Array;
}

/** Widest output with backgrounds of twice the size. */
export const maxDoubledWidthPixels = 4094;

/** Largest |x| passed to artanh: one level of 255 below pure white and above pure black, as in training. */
export const artanhLimit = 1 - 1 / 255;

export type ColourTransferForm = 'tanh' | 'tanh-artanh';

/**
 * Gain and bias maps, each RGB interleaved, `gridWidth * gridHeight * 3` numbers (the colour grid has its own size).
 */
export interface ColourTransferMap {
  gain: Float32Array;
  bias: Float32Array;
}

/** Most maps of which the map of a frame is mixed. */
export const maxMixedMaps = 4;

export interface WeightedMap {
  /** Its numbers never change: a renderer may keep it for later frames. */
  map: ColourTransferMap;
  weight: number;
}

export interface FrameColour {
  /** The map of this frame: the weighted sum of one to {@link maxMixedMaps} maps, each listed once. */
  now: readonly WeightedMap[];
  /**
   * The map at t = 0, which anchors the photo's own colours. Absent for the identity (gain 1, bias 0), which only
   * `tanh-artanh` has.
   */
  start?: ColourTransferMap;
}

export interface FramePlan {
  /** One for each layer of the setup, in the same order. */
  layers: LayerPlan[];
  /** Absent if the photo's colours do not change. */
  colour?: FrameColour;
}

/** Most layers that a renderer supports. */
export const maxLayers = 4;

/** The pictures of a part of the photo that moves independently. */
export interface LayerPictures {
  /**
   * The layer, continued behind what is in front of it; equal to the photo where the mask is 255. At output size or,
   * for outputs of at most {@link maxDoubledWidthPixels}, twice as wide and high: even rows and columns are the
   * output's pixels. All layers have backgrounds of one size. Default: the photo, in which static things appear a
   * second time next to themselves when a layer moves past.
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
  /** Renders a frame as RGBA8 into `target` (`width * height * 4` bytes). For previews, quality figures and tests. */
  renderRgba(plan: FramePlan, target: Uint8Array): Promise<void>;
  /** Renders a frame as planar YUV into `target` (`width * height * 3 / 2` bytes), as the encoder expects it. */
  renderYuv(plan: FramePlan, target: Yuv420Frame): Promise<void>;
  close(): Promise<void>;
}
