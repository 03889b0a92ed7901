import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { check } from './ffmpeg.ts';

/** A frame of FFmpeg with memory of its own that is filled again and again. */
export class FilledFrame {
  readonly #frame = new Frame();
  /** Kept, since each look at `Frame.data` makes buffers that count as garbage of the frame's size. */
  #planes: readonly Uint8Array[] = [];

  constructor(width: number, height: number) {
    const frame = this.#frame;
    frame.alloc();
    frame.format = AV_PIX_FMT_YUV420P;
    frame.width = width;
    frame.height = height;
    check(frame.getBuffer(), 'allocate a frame');
  }

  /** Takes packed planes as frame number `index`. (`Frame.fromBuffer` would only point to the caller's memory.) */
  fill(yuv: Uint8Array, index: number): Frame {
    const frame = this.#frame;
    if (this.#planes.length === 0 || !frame.isWritable) {
      check(frame.makeWritable(), 'reuse a frame');
      const planes = frame.data;
      if (planes === null) throw new Error('Expected a frame with memory but it has none');
      this.#planes = planes;
    }
    const { width, height, linesize } = frame;
    let from = 0;
    for (const [number, plane] of this.#planes.entries()) {
      const [rowBytes, rows] = number === 0 ? [width, height] : [width / 2, height / 2];
      const isPacked = linesize[number] === rowBytes;
      const [pieceBytes, pieces] = isPacked ? [rowBytes * rows, 1] : [rowBytes, rows];
      for (let piece = 0; piece < pieces; piece++, from += pieceBytes) {
        plane.set(yuv.subarray(from, from + pieceBytes), piece * linesize[number]);
      }
    }
    frame.pts = BigInt(index);
    frame.duration = 1n;
    return frame;
  }

  free(): void {
    this.#planes = [];
    this.#frame.free();
  }
}
