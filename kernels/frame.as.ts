/**
 * The kernel's view of the job and the frame: addresses in the shared memory, sizes, and options of this frame. Each
 * thread has its own instance and so its own copy.
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
 * A part of the photo that moves independently. Like all data of the kernel it is in the thread's scratch memory:
 * objects on AssemblyScript's heap would overlap the pictures that the caller has placed.
 */
@unmanaged
export class Layer {
  /** The background, RGBA8, followed by a row and 16 bytes of padding. */
  background: usize;
  /** One byte per pixel, followed by 8 bytes of padding. */
  mask: usize;
  /** Interleaved (x, y) in pixels; float32, like all grids. */
  displacementA: usize;
  displacementB: usize;
  weight: usize;
  contrast: usize;
  mean: usize;
  shift: usize;
  hasB: bool;
  hasBlend: bool;
}

/** One of the colour maps of which that of a frame is mixed. */
@unmanaged
export class MixedMap {
  gain: usize;
  bias: usize;
  /** 0: not used in this frame. */
  weight: f32;
}

const mostLayers: i32 = 4;
export let layerCount: i32 = 0;
export const mostMixedMaps: i32 = 4;
/** Bytes of the layers at the start of the scratch memory, and of the maps after them. */
const layersOnlyBytes: i32 = 192;
export const layersBytes: i32 = 256;

// @ts-ignore: decorator
@inline
export function layerAt(index: i32): Layer {
  return changetype<Layer>(scratch + index * offsetof<Layer>());
}

// @ts-ignore: decorator
@inline
export function mapAt(slot: i32): MixedMap {
  return changetype<MixedMap>(scratch + layersOnlyBytes + slot * offsetof<MixedMap>());
}

export let colourWidth: i32 = 0;
export let colourHeight: i32 = 0;
export let startGain: usize = 0;
export let startBias: usize = 0;
export let hasArtanh: bool = false;

/** Start of this thread's scratch memory. */
export let scratch: usize = 0;

export let hasColour: bool = false;
/** Whether colours are anchored to a map other than the identity. */
export let hasStart: bool = false;
/** The layer whose background is being enlarged. */
export let enlarged: i32 = 0;
/** Whether `output` already holds what is outside all layers as YUV. */
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

/** Layers beyond the maximum are ignored: the check of the contract rejects them earlier. */
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
  gridWidth: i32, gridHeight: i32, gainAtStart: usize, biasAtStart: usize, artanh: bool,
): void {
  colourWidth = gridWidth;
  colourHeight = gridHeight;
  startGain = gainAtStart;
  startBias = biasAtStart;
  hasArtanh = artanh;
}

/** As for layers, maps beyond the maximum are ignored. */
export function setColourMap(slot: i32, gain: usize, bias: usize): void {
  if (slot < 0 || slot >= mostMixedMaps) return;
  mapAt(slot).gain = gain;
  mapAt(slot).bias = bias;
}

export function setColourWeight(slot: i32, weight: f32): void {
  if (slot >= 0 && slot < mostMixedMaps) mapAt(slot).weight = weight;
}

export function setFrame(withColour: bool, newEnlarged: i32, still: bool, withStart: bool): void {
  hasColour = withColour;
  enlarged = newEnlarged;
  keepsStill = still;
  hasStart = withStart;
}
