import { AVCHROMA_LOC_CENTER, AVCOL_RANGE_MPEG, AVCOL_SPC_BT709 } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { Window } from '../../outputs/crops.ts';
import type { Size } from '../../photo/output-size.ts';
import { check } from '../../video/ffmpeg.ts';
import { FilledFrame } from '../../video/filled-frame.ts';
import { yuv420Bytes } from '../renderer/yuv.ts';

/** The view of each frame for one or more outputs: a window, scaled if the outputs have another size. */
export interface FrameView {
  readonly window: Window;
  readonly size: Size;
  /** A frame (planar YUV 4:2:0) as seen; valid until the next is requested, or as long as the frame is. */
  see(yuv: Uint8Array): Promise<Uint8Array>;
  free(): void;
}

/** Opens the cheapest view that shows a window of frames of the size `frame` as pictures of the size `size`. */
export function openView(frame: Size, window: Window, size: Size): FrameView {
  const isScaled = window.width !== size.width || window.height !== size.height;
  const cut = isWhole(frame, window) ? whole : cutter(frame, window);
  const base = { window, size };
  if (isScaled) {
    const scaler = new Scaler(window, size);
    return { ...base, see: async (yuv) => scaler.scale(cut(yuv)), free: () => scaler.free() };
  }
  return { ...base, see: async (yuv) => cut(yuv), free: () => {} };
}

export function isWhole(frame: Size, { width, height }: Size): boolean {
  return width === frame.width && height === frame.height;
}

function whole(yuv: Uint8Array): Uint8Array {
  return yuv;
}

/** Copies the window of each frame, pixel by pixel. */
function cutter(frame: Size, window: Window): (yuv: Uint8Array) => Uint8Array {
  const target = new Uint8Array(yuv420Bytes(window.width, window.height));
  return (yuv) => {
    cutFrame(yuv, frame, window, target);
    return target;
  };
}

/** Copies a window of a frame (planar YUV 4:2:0) to `target`. */
export function cutFrame(yuv: Uint8Array, frame: Size, window: Window, target: Uint8Array): void {
  let [from, to] = [0, 0];
  for (const scale of [1, 2, 2]) {
    const [stride, rows] = [frame.width / scale, frame.height / scale];
    const part = {
      left: window.left / scale,
      top: window.top / scale,
      width: window.width / scale,
      height: window.height / scale,
    };
    const bytes = part.width * part.height;
    cutPlane(yuv.subarray(from, from + stride * rows), stride, part, target.subarray(to, to + bytes));
    from += stride * rows;
    to += bytes;
  }
}

/** Copies a window of a plane of bytes, `stride` a row, to `target`. */
export function cutPlane(
  plane: Uint8Array,
  stride: number,
  { left, top, width, height }: Window,
  target: Uint8Array,
): void {
  for (let row = 0; row < height; row++) {
    const from = (top + row) * stride + left;
    target.set(plane.subarray(from, from + width), row * width);
  }
}

/** Scales frames with FFmpeg's swscale, on a thread of libuv's. */
class Scaler {
  readonly #source: FilledFrame;
  readonly #scaled = new Frame();
  readonly #context = new SoftwareScaleContext();
  readonly #target: Uint8Array;
  /** Cached, because each access to `Frame.data` creates buffers that count as garbage of the frame's size. */
  readonly #planes: readonly Uint8Array[];
  #frames = 0;

  constructor(from: Size, to: Size) {
    this.#source = new FilledFrame(from.width, from.height);
    this.#target = new Uint8Array(yuv420Bytes(to.width, to.height));
    const source = this.#source.fill(new Uint8Array(yuv420Bytes(from.width, from.height)), 0);
    const frame = this.#scaled;
    frame.alloc();
    frame.format = source.format;
    frame.width = to.width;
    frame.height = to.height;
    for (const each of [source, frame]) {
      each.colorSpace = AVCOL_SPC_BT709;
      each.colorRange = AVCOL_RANGE_MPEG;
      each.chromaLocation = AVCHROMA_LOC_CENTER;
    }
    check(frame.getBuffer(), 'allocate a frame');
    this.#planes = frame.data ?? [];
    this.#context.allocContext();
    check(this.#context.setOption('sws_flags', 'bicubic+accurate_rnd'), 'set up scaling');
  }

  async scale(yuv: Uint8Array): Promise<Uint8Array> {
    const source = this.#source.fill(yuv, this.#frames++);
    check(await this.#context.scaleFrame(this.#scaled, source), 'scale a frame');
    const { linesize, width, height } = this.#scaled;
    let to = 0;
    for (const [i, scale] of [1, 2, 2].entries()) {
      const [columns, rows] = [width / scale, height / scale];
      const window = { left: 0, top: 0, width: columns, height: rows };
      cutPlane(this.#planes[i], linesize[i], window, this.#target.subarray(to, to + columns * rows));
      to += columns * rows;
    }
    return this.#target;
  }

  free(): void {
    this.#source.free();
    this.#scaled.free();
    this.#context.freeContext();
  }
}
