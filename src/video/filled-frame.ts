import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVA420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { check } from './ffmpeg.ts';

/** An FFmpeg frame with its own memory that is filled repeatedly: YUV 4:2:0, optionally with an alpha plane. */
export class FilledFrame {
  readonly #frame = new Frame();
  /** Cached, because every access of `Frame.data` creates buffers that count as garbage of the frame's size. */
  #planes: readonly Uint8Array[] = [];

  constructor(width: number, height: number, hasAlpha = false) {
    const frame = this.#frame;
    frame.alloc();
    frame.format = hasAlpha ? AV_PIX_FMT_YUVA420P : AV_PIX_FMT_YUV420P;
    frame.width = width;
    frame.height = height;
    check(frame.getBuffer(), 'allocate a frame');
  }

  /**
   * Copies packed planes into it as frame number `index`. (`Frame.fromBuffer` would only refer to the caller's memory.)
   */
  fill(yuv: Uint8Array, index: number, alpha?: Uint8Array): Frame {
    const frame = this.#frame;
    if (this.#planes.length === 0 || !frame.isWritable) {
      check(frame.makeWritable(), 'reuse a frame');
      const planes = frame.data;
      if (planes === null) throw new Error('Expected a frame with memory but it has none');
      this.#planes = planes;
    }
    const { width, height } = frame;
    const half = { width: width / 2, height: height / 2 };
    let from = 0;
    for (const [number, size] of [frame, half, half].entries()) {
      const bytes = size.width * size.height;
      this.#fillPlane(number, yuv.subarray(from, from + bytes), size);
      from += bytes;
    }
    if (alpha) this.#fillPlane(3, alpha, frame);
    frame.pts = BigInt(index);
    frame.duration = 1n;
    return frame;
  }

  #fillPlane(number: number, packed: Uint8Array, size: { width: number; height: number }): void {
    const plane = this.#planes[number];
    const stride = this.#frame.linesize[number];
    const [pieceBytes, pieces] = stride === size.width ? [packed.length, 1] : [size.width, size.height];
    for (let piece = 0; piece < pieces; piece++) {
      plane.set(packed.subarray(piece * pieceBytes, (piece + 1) * pieceBytes), piece * stride);
    }
  }

  free(): void {
    this.#planes = [];
    this.#frame.free();
  }
}
