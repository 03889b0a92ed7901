import { UserError } from '../../../errors.ts';
import type { KernelName } from '../../devices.ts';
import { loadNativeAddon, openNativeAddon } from './native-kernel.ts';
import { loadWasmKernel, startWasmKernel } from './wasm-kernel.ts';

/**
 * The interface of both kernels, kernels/native/addon.c and kernels/render.as.ts. Addresses are byte offsets into the
 * shared memory.
 */
export interface Kernel {
  scratchBytes(width: number, motionGridWidth: number, colourGridWidth: number): number;
  setPhoto(
    width: number,
    height: number,
    photo: number,
    backgroundScale: number,
    output: number,
    scratch: number,
  ): void;
  setMotionGrid(width: number, height: number): void;
  setLayer(
    index: number,
    background: number,
    mask: number,
    displacementA: number,
    displacementB: number,
    weight: number,
    contrast: number,
    mean: number,
    shift: number,
  ): void;
  setColourGrid(
    width: number,
    height: number,
    startGain: number,
    startBias: number,
    hasArtanh: boolean,
  ): void;
  /** The address of one of the maps of which those of frames are mixed. */
  setColourMap(slot: number, gain: number, bias: number): void;
  initialise(): void;
  setLayerFrame(index: number, hasB: boolean, hasBlend: boolean): void;
  /** The share of a map in the next frame. */
  setColourWeight(slot: number, weight: number): void;
  /**
   * `enlarged` is the layer whose background `widenBackground` and `heightenBackground` make. With `keepsStill` the
   * output already holds what is outside all layers as YUV, and `renderYuv` leaves it unchanged. Without `hasStart`
   * colours are anchored to the photo's own.
   */
  setFrame(hasColour: boolean, enlarged: number, keepsStill: boolean, hasStart: boolean): void;
}

/**
 * Kinds of work on all rows of a frame: compute the even rows of a layer's doubled background from the picture in
 * `output`, or the odd rows between them, or render a frame in either format.
 */
export type RowWork = 'widenBackground' | 'heightenBackground' | 'renderRgba' | 'renderYuv';

/** A kernel in a form that can be passed to threads. */
export type KernelSource = { name: 'native' } | { name: 'wasm'; module: WebAssembly.Module };

/**
 * Memory that threads share. That of native threads is no SharedArrayBuffer, which Node copies word by word lest another of its
 * threads writes to it: a frame is copied in a sixth of the time.
 */
export interface SharedMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

const pageBytes = 65536;

/** `auto` is the fastest kernel of this machine. */
export type KernelChoice = KernelName | 'auto';

/** Loads a kernel. @throws UserError INVALID_SETTINGS if it is not available */
export async function loadKernel(name: KernelChoice = 'auto'): Promise<KernelSource> {
  if (name !== 'wasm' && loadNativeAddon()) return { name: 'native' };
  if (name === 'native') {
    const message =
      'Expected the native render kernel, but it was not compiled (no C compiler at installation) or this ' +
      'processor lacks AVX2; use the kernel `wasm`';
    throw new UserError('INVALID_SETTINGS', message);
  }
  return { name: 'wasm', module: await loadWasmKernel() };
}

/** Allocates zeroed memory of at least `bytes` for kernels of this source. */
export function allocateMemory(source: KernelSource, bytes: number): SharedMemory {
  if (source.name === 'native') return { buffer: new ArrayBuffer(bytes) };
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(bytes / pageBytes),
    maximum: pageBytes,
    shared: true,
  });
  return memory as unknown as SharedMemory;
}

/** Bytes of scratch memory that each thread of a kernel needs. */
export function scratchBytesOf(
  source: KernelSource,
  width: number,
  motionGridWidth: number,
  colourGridWidth: number,
): number {
  return startKernel(source).scratchBytes(width, motionGridWidth, colourGridWidth);
}

function startKernel(source: KernelSource): Kernel {
  const memory = allocateMemory(source, 1);
  if (source.name === 'wasm') return startWasmKernel(source.module, memory as unknown as WebAssembly.Memory);
  return openNativeAddon().createKernel(new Uint8Array(memory.buffer), 256);
}
