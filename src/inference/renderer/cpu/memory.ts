import type { Photo } from '../../../photo/photo.ts';
import { type Rows, rowsWith } from '../../grids/rows.ts';
import { type LayerPlan, maxMixedMaps, type RendererSetup } from '../renderer.ts';
import {
  allocateMemory,
  type Kernel,
  type KernelSource,
  type SharedMemory,
  scratchBytesOf,
} from './kernel.ts';
import type { FrameOrder } from './row-threads.ts';

/** Byte offsets of a layer's data. */
interface LayerLayout {
  /** The photo's offset if the layer has no background of its own. */
  background: number;
  mask: number;
  displacementA: number;
  displacementB: number;
  weight: number;
  contrast: number;
  mean: number;
  shift: number;
  /** Rows of the motion grid around the layer's pixels: no others are read. */
  gridRows: Rows;
}

/** Byte offsets in the memory that the threads share. */
export interface MemoryLayout {
  /** One int32: the first row that no thread has taken yet. */
  nextRow: number;
  photo: number;
  layers: LayerLayout[];
  /** Rows of the motion grid. */
  gridHeight: number;
  /** The finished frame; before the first frame, a background that is to be doubled. */
  output: number;
  /** Maps of which those of frames are mixed (`ColourSlots`). */
  maps: { gain: number; bias: number }[];
  startGain: number;
  startBias: number;
  /** One per thread. */
  scratch: number[];
}

/** What a thread must know of a setup apart from the memory. */
export interface FrameShape extends Pick<RendererSetup, 'motionGrid' | 'colourGrid' | 'colourTransfer'> {
  width: number;
  height: number;
  backgroundScale: 1 | 2;
}

/**
 * Allocates the shared memory and copies the photo and the layers' pictures into it. Its size depends only on them; all
 * frames use it.
 */
export function layOutMemory(
  source: KernelSource,
  setup: RendererSetup,
  { threads, doublesBackground }: { threads: number; doublesBackground: boolean },
): { memory: SharedMemory; layout: MemoryLayout } {
  const { photo, layers, motionGrid, colourGrid } = setup;
  const scratchBytes = scratchBytesOf(source, photo.width, motionGrid.width, colourGrid.width);

  let end = 64;
  const take = (bytes: number) => {
    const start = end;
    // Room for reading a full vector past the end; the next part begins on a new cache line.
    end = (end + bytes + 16 + 63) & ~63;
    return start;
  };
  const motionPoints = motionGrid.width * motionGrid.height;
  const mapBytes = colourGrid.width * colourGrid.height * 12;
  // The row below the last one is read, with weight 0.
  const takePicture = ({ rgba, width }: Photo) => take(rgba.length + width * 4);
  const photoStart = takePicture(photo);
  const placeBackground = (background: Photo) => {
    if (doublesBackground) return take(background.rgba.length * 4 + background.width * 8);
    return background === photo ? photoStart : takePicture(background);
  };
  const layout: MemoryLayout = {
    nextRow: 0,
    photo: photoStart,
    layers: layers.map(({ background = photo, mask }) => ({
      background: placeBackground(background),
      mask: take(mask.length),
      displacementA: take(motionPoints * 8),
      displacementB: take(motionPoints * 8),
      weight: take(motionPoints * 4),
      contrast: take(motionPoints * 4),
      mean: take(motionPoints * 12),
      shift: take(motionPoints * 12),
      gridRows: gridRowsOf(mask, photo, motionGrid.height),
    })),
    gridHeight: motionGrid.height,
    maps: Array.from({ length: maxMixedMaps }, () => ({ gain: take(mapBytes), bias: take(mapBytes) })),
    startGain: take(mapBytes),
    startBias: take(mapBytes),
    scratch: Array.from({ length: threads }, () => take(scratchBytes)),
    output: take(photo.rgba.length),
  };
  const memory = allocateMemory(source, end);
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(photo.rgba, layout.photo);
  for (const [index, { background = photo, mask }] of layers.entries()) {
    bytes.set(mask, layout.layers[index].mask);
    if (!doublesBackground) bytes.set(background.rgba, layout.layers[index].background);
  }
  return { memory, layout };
}

/** The rows of a grid between whose points any pixel of a mask lies. */
function gridRowsOf(mask: Uint8Array, { width, height }: Photo, gridHeight: number): Rows {
  const rows = rowsWith(mask, width, height, 0);
  if (!rows) return { from: 0, to: 0 };
  const above = (y: number) => Math.floor((y * (gridHeight - 1)) / Math.max(1, height - 1));
  // A row more on either side, since the kernels round in their own ways.
  return { from: Math.max(0, above(rows.from) - 1), to: Math.min(gridHeight, above(rows.to - 1) + 3) };
}

/** Copies the layers' plans into the shared memory. */
export function writeLayers(memory: SharedMemory, layout: MemoryLayout, layers: readonly LayerPlan[]): void {
  const floats = new Float32Array(memory.buffer);
  for (const [index, { a, b, blend }] of layers.entries()) {
    const { gridRows, ...layer } = layout.layers[index];
    const writeRows = (values: Float32Array, address: number) => {
      const perRow = values.length / layout.gridHeight;
      const start = gridRows.from * perRow;
      floats.set(values.subarray(start, gridRows.to * perRow), address / 4 + start);
    };
    writeRows(a.displacement, layer.displacementA);
    if (b) {
      writeRows(b.displacement, layer.displacementB);
      writeRows(b.weight, layer.weight);
    }
    if (blend) {
      writeRows(blend.contrast, layer.contrast);
      writeRows(blend.mean, layer.mean);
      writeRows(blend.shift, layer.shift);
    }
  }
}

/** Passes the addresses to a kernel; `thread` selects its scratch memory. */
export function connectKernel(kernel: Kernel, layout: MemoryLayout, setup: FrameShape, thread: number): void {
  const { motionGrid, colourGrid } = setup;
  kernel.setPhoto(
    setup.width,
    setup.height,
    layout.photo,
    setup.backgroundScale,
    layout.output,
    layout.scratch[thread],
  );
  kernel.setMotionGrid(motionGrid.width, motionGrid.height);
  for (const [index, layer] of layout.layers.entries()) {
    kernel.setLayer(
      index,
      layer.background,
      layer.mask,
      layer.displacementA,
      layer.displacementB,
      layer.weight,
      layer.contrast,
      layer.mean,
      layer.shift,
    );
  }
  kernel.setColourGrid(
    colourGrid.width,
    colourGrid.height,
    layout.startGain,
    layout.startBias,
    setup.colourTransfer === 'tanh-artanh',
  );
  for (const [slot, { gain, bias }] of layout.maps.entries()) kernel.setColourMap(slot, gain, bias);
  kernel.initialise();
}

/** Sets a kernel's options for its next work. */
export function placeOrder(
  kernel: Kernel,
  { layers, hasColour, weights, hasStart, enlarged, keepsStill }: FrameOrder,
): void {
  for (const [slot, weight] of weights.entries()) kernel.setColourWeight(slot, weight);
  for (const [index, { hasB, hasBlend }] of layers.entries()) kernel.setLayerFrame(index, hasB, hasBlend);
  kernel.setFrame(hasColour, enlarged, keepsStill, hasStart);
}
