import { CodecContext, Frame, Packet } from 'node-av/lib';
import { decodeFrames, openDecoder, openFile, videoStream } from './decoder.ts';
import { fpsOf } from './frame-rate.ts';

export interface LumaFrame {
  /** Counts from 0 by the time of presentation, frames that were left out too. */
  index: number;
  width: number;
  height: number;
  /** The decoder's own plane, `stride` bytes a row; valid until the next frame is asked for. */
  luma: Uint8Array;
  stride: number;
}

export interface LumaOptions {
  /** Most frames to decode, about: of a longer video some stretches are decoded, the first and the last among them. */
  mostFrames: number;
}

/**
 * Decodes a video's luma cheaply, in the order of presentation: frames that no other frame needs are left out (of the
 * usual x264 video half or more of them, never the first or the last), and nothing is copied or converted.
 * @throws Error when it is no video, or damaged
 */
export async function* decodeLuma(path: string, { mostFrames }: LumaOptions): AsyncGenerator<LumaFrame> {
  const format = await openFile(path);
  const context = new CodecContext();
  const packet = new Packet();
  const frame = new Frame();
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
      const { data, linesize, width, height } = frame;
      if (!data) continue;
      const index = Math.round(Number(frame.bestEffortTimestamp) * framesPerTick);
      yield { index, width, height, luma: data[0], stride: linesize[0] };
    }
  } finally {
    frame.free();
    packet.free();
    context.freeContext();
    await format.closeInput();
  }
}

/**
 * Picks the packets of a long video that are decoded: whole stretches from one key frame to the next, since each
 * decodes by itself. They are spread evenly; the first and the last are always among them.
 */
export class Stretches {
  readonly #frames: number;
  readonly #mostFrames: number;
  #packets = 0;
  #stretchLength = 0;
  #isWanted = true;

  /** `frames` of the video; 0 where the container does not say, and all are decoded. */
  constructor(frames: number, mostFrames: number) {
    this.#frames = frames;
    this.#mostFrames = mostFrames;
  }

  /** Takes the next packet, in the order of the file. */
  isWanted(isKeyFrame: boolean): boolean {
    const index = this.#packets++;
    if (this.#frames <= this.#mostFrames || index === 0) return true;
    if (isKeyFrame) {
      this.#stretchLength ||= index;
      this.#isWanted = this.#isStretchWanted(Math.round(index / this.#stretchLength));
    }
    return this.#isWanted;
  }

  /** Where the places of the wanted stretches, laid evenly over all, come to the next one. */
  #isStretchWanted(stretch: number): boolean {
    const count = Math.ceil(this.#frames / this.#stretchLength);
    const wanted = Math.max(2, Math.floor(this.#mostFrames / this.#stretchLength));
    const place = (at: number) => Math.floor((at * (wanted - 1)) / Math.max(1, count - 1));
    return place(stretch) > place(stretch - 1);
  }
}
