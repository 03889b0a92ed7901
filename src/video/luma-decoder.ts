import { CodecContext, Frame, Packet } from 'node-av/lib';
import { decodeFrames, openDecoder, openFile, videoStream } from './decoder.ts';
import { check } from './ffmpeg.ts';
import { fpsOf } from './frame-rate.ts';

export interface LumaFrame {
  /** Counts from 0 in presentation order, skipped frames included. */
  index: number;
  width: number;
  height: number;
  /** `stride` bytes per row; valid until the next frame is requested. */
  luma: Uint8Array;
  stride: number;
}

export interface LumaOptions {
  /**
   * Approximately the most frames to decode: of a longer video only some stretches are decoded, including the first and
   * the last.
   */
  mostFrames: number;
}

/**
 * Decodes a video's luma at low cost, in presentation order. Frames that no other frame refers to are skipped (about
 * half of a usual x264 video, but never the first or the last), and nothing is converted.
 * @throws Error if it is not a video, or damaged
 */
export async function* decodeLuma(path: string, { mostFrames }: LumaOptions): AsyncGenerator<LumaFrame> {
  const format = await openFile(path, undefined, { trustsHeaders: true });
  const context = new CodecContext();
  const packet = new Packet();
  const frame = new Frame();
  const copy = new CopiedFrame();
  try {
    const stream = videoStream(format, path);
    await openDecoder(context, stream, path, 'noref');
    const { avgFrameRate, timeBase } = stream;
    const fps = fpsOf({ numerator: avgFrameRate.num, denominator: avgFrameRate.den });
    const framesPerTick = (fps * timeBase.num) / timeBase.den;
    const stretches = new Stretches(Number(stream.nbFrames), mostFrames);
    packet.alloc();
    frame.alloc();
    const isWanted = ({ isKeyframe }: Packet) => stretches.isWanted(isKeyframe);
    for await (const _ of decodeFrames(format, context, stream.index, packet, frame, isWanted)) {
      const index = Math.round(Number(frame.bestEffortTimestamp) * framesPerTick);
      yield { index, ...copy.of(frame) };
    }
  } finally {
    copy.free();
    frame.free();
    packet.free();
    context.freeContext();
    await format.closeInput();
  }
}

/**
 * Copies frames into memory of its own: every access to the data of a decoder's frame counts as garbage of the frame's
 * size, and V8's collections cost more than the copies.
 */
class CopiedFrame {
  readonly #frame = new Frame();
  #luma: Uint8Array | undefined;

  /** @returns the luma of a frame, valid until the next call; all must have the same size and format */
  of(source: Frame): Omit<LumaFrame, 'index'> {
    this.#luma ??= this.#allocate(source);
    check(this.#frame.copy(source), 'copy a frame');
    const { width, height, linesize } = this.#frame;
    return { width, height, luma: this.#luma, stride: linesize[0] };
  }

  #allocate({ format, width, height }: Frame): Uint8Array {
    const frame = this.#frame;
    frame.alloc();
    frame.format = format;
    frame.width = width;
    frame.height = height;
    check(frame.getBuffer(), 'allocate a frame');
    const [luma] = frame.data ?? [];
    if (!luma) throw new Error('Expected a frame with memory but it has none');
    return luma;
  }

  free(): void {
    this.#frame.free();
  }
}

/**
 * Selects which packets of a long video are decoded: whole stretches from one key frame to the next, because each can
 * be decoded on its own. They are spread evenly and include the first and the last.
 */
export class Stretches {
  readonly #frames: number;
  readonly #mostFrames: number;
  #packets = 0;
  #stretchLength = 0;
  #isWanted = true;

  /** @param frames of the video; 0 if the container does not say, then all are decoded */
  constructor(frames: number, mostFrames: number) {
    this.#frames = frames;
    this.#mostFrames = mostFrames;
  }

  /** Decides about the next packet, in the order of the file. */
  isWanted(isKeyFrame: boolean): boolean {
    const index = this.#packets++;
    if (this.#frames <= this.#mostFrames || index === 0) return true;
    if (isKeyFrame) {
      this.#stretchLength ||= index;
      this.#isWanted = this.#isStretchWanted(Math.round(index / this.#stretchLength));
    }
    return this.#isWanted;
  }

  /** True if one of the wanted stretches, spread evenly over all, falls on this one. */
  #isStretchWanted(stretch: number): boolean {
    const count = Math.ceil(this.#frames / this.#stretchLength);
    const wanted = Math.max(2, Math.floor(this.#mostFrames / this.#stretchLength));
    const place = (at: number) => Math.floor((at * (wanted - 1)) / Math.max(1, count - 1));
    return place(stretch) > place(stretch - 1);
  }
}
