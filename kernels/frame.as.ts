/**
 * What the kernel knows of the job and the frame: addresses in the shared memory, sizes, and this frame's switches.
 * Each thread has its own instance and so its own copy of these.
 */

export let width: i32 = 0;
export let height: i32 = 0;
/** RGBA8. */
export let photo: usize = 0;
/** Pixels of the backgrounds per pixel of the photo, along one side: 1 or 2. */
export let backgroundScale: i32 = 1;
/** The finished frame, RGBA8 or planar YUV. */
export let output: usize = 0;

export let motionWidth: i32 = 0;
export let motionHeight: i32 = 0;

/**
 * A part of the photo that moves on its own. As all that the kernel keeps in memory it lies in the thread's scratch: an object of
 * AssemblyScript's own heap would lie where the caller laid out the pictures.
 */
@unmanaged
export class Layer {
  /** What moves, RGBA8, with a row and 16 bytes to spare after it. */
  background: usize;
  /** One byte per pixel, with 8 bytes to spare after it. */
  mask: usize;
  /** Interleaved (x, y) in pixels; float32, as all grids. */
  displacementA: usize;
  displacementB: usize;
  weight: usize;
  contrast: usize;
  mean: usize;
  shift: usize;
  hasB: bool;
  hasBlend: bool;
}

const mostLayers: i32 = 4;
export let layerCount: i32 = 0;
/** Bytes at the start of the scratch memory that hold the layers. */
export const layersBytes: i32 = 256;

// @ts-ignore: decorator
@inline
export function layerAt(index: i32): Layer {
  return changetype<Layer>(scratch + index * offsetof<Layer>());
}

export let colourWidth: i32 = 0;
export let colourHeight: i32 = 0;
export let nowGain: usize = 0;
export let nowBias: usize = 0;
export let startGain: usize = 0;
export let startBias: usize = 0;
export let hasArtanh: bool = false;

/** Start of this thread's own memory. */
export let scratch: usize = 0;

export let hasColour: bool = false;
/** Whether the colours at the start are others than the photo's. */
export let hasStart: bool = false;
/** The layer whose background is being enlarged. */
export let enlarged: i32 = 0;
/** `output` holds the photo as YUV wherever no layer is. */
export let keepsStill: bool = false;

export function setPhoto(
  newWidth: i32, newHeight: i32, newPhoto: usize, newBackgroundScale: i32, newOutput: usize, newScratch: usize,
): void {
  width = newWidth;
  height = newHeight;
  photo = newPhoto;
  backgroundScale = newBackgroundScale;
  output = newOutput;
  scratch = newScratch;
}

export function setMotionGrid(gridWidth: i32, gridHeight: i32): void {
  motionWidth = gridWidth;
  motionHeight = gridHeight;
}

/** Layers beyond the last that fits are left out: the contract's check refuses them before. */
export function setLayer(
  index: i32, background: usize, mask: usize, a: usize, b: usize, weight: usize, contrast: usize, mean: usize,
  shift: usize,
): void {
  if (index < 0 || index >= mostLayers) return;
  const layer = layerAt(index);
  layer.background = background;
  layer.mask = mask;
  layer.displacementA = a;
  layer.displacementB = b;
  layer.weight = weight;
  layer.contrast = contrast;
  layer.mean = mean;
  layer.shift = shift;
  layerCount = max(layerCount, index + 1);
}

export function setLayerFrame(index: i32, hasB: bool, hasBlend: bool): void {
  if (index < 0 || index >= mostLayers) return;
  const layer = layerAt(index);
  layer.hasB = hasB;
  layer.hasBlend = hasBlend;
}

export function setColourGrid(
  gridWidth: i32, gridHeight: i32, gain: usize, bias: usize, gainAtStart: usize, biasAtStart: usize, artanh: bool,
): void {
  colourWidth = gridWidth;
  colourHeight = gridHeight;
  nowGain = gain;
  nowBias = bias;
  startGain = gainAtStart;
  startBias = biasAtStart;
  hasArtanh = artanh;
}

export function setFrame(withColour: bool, newEnlarged: i32, still: bool, withStart: bool): void {
  hasColour = withColour;
  enlarged = newEnlarged;
  keepsStill = still;
  hasStart = withStart;
}
