/**
 * What the kernel knows of the job and the frame: addresses in the shared memory, sizes, and this frame's switches.
 * Each thread has its own instance and so its own copy of these.
 */

export let width: i32 = 0;
export let height: i32 = 0;
/** RGBA8. */
export let photo: usize = 0;
/** What moves, RGBA8, with a row and 16 bytes to spare behind it. */
export let background: usize = 0;
/** Pixels of the background per pixel of the photo, along one side: 1 or 2. */
export let backgroundScale: i32 = 1;
/** One byte per pixel, with 8 bytes to spare behind it. */
export let mask: usize = 0;
/** The finished frame, RGBA8 or planar YUV. */
export let output: usize = 0;

export let motionWidth: i32 = 0;
export let motionHeight: i32 = 0;
/** Interleaved (x, y) in pixels; float32, as all grids. */
export let displacementA: usize = 0;
export let displacementB: usize = 0;
export let contrast: usize = 0;
export let mean: usize = 0;

export let colourWidth: i32 = 0;
export let colourHeight: i32 = 0;
export let nowGain: usize = 0;
export let nowBias: usize = 0;
export let startGain: usize = 0;
export let startBias: usize = 0;
export let hasArtanh: bool = false;

/** Start of this thread's own memory. */
export let scratch: usize = 0;

export let weightA: f32 = 1;
export let weightB: f32 = 0;
export let hasB: bool = false;
export let hasBlend: bool = false;
export let hasColour: bool = false;

export function setPhoto(
  newWidth: i32, newHeight: i32, newPhoto: usize, newBackground: usize, newBackgroundScale: i32,
  newMask: usize, newOutput: usize, newScratch: usize,
): void {
  width = newWidth;
  height = newHeight;
  photo = newPhoto;
  background = newBackground;
  backgroundScale = newBackgroundScale;
  mask = newMask;
  output = newOutput;
  scratch = newScratch;
}

export function setMotionGrid(
  gridWidth: i32, gridHeight: i32, a: usize, b: usize, newContrast: usize, newMean: usize,
): void {
  motionWidth = gridWidth;
  motionHeight = gridHeight;
  displacementA = a;
  displacementB = b;
  contrast = newContrast;
  mean = newMean;
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

export function setFrame(a: f32, b: f32, withB: bool, withBlend: bool, withColour: bool): void {
  weightA = a;
  weightB = b;
  hasB = withB;
  hasBlend = withBlend;
  hasColour = withColour;
}
