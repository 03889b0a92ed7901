import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AV_CODEC_ID_HEVC, AVIO_FLAG_WRITE } from 'node-av/constants';
import {
  type CodecContext,
  Dictionary,
  FormatContext,
  IOContext,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { check } from './ffmpeg.ts';

/**
 * One video track in an MP4 that appears under its name only when it is complete: written to `<path>.partial`, then
 * renamed. The index stands in front (faststart), so that playing starts before everything is loaded.
 */
export class Mp4File {
  readonly path: string;
  readonly partialPath: string;
  readonly #format: FormatContext;
  readonly #io: IOContext;
  readonly #stream: Stream;
  readonly #packetTimeBase: { num: number; den: number };
  #isComplete = false;

  private constructor(
    path: string,
    format: FormatContext,
    io: IOContext,
    stream: Stream,
    encoder: CodecContext,
  ) {
    this.path = path;
    this.partialPath = partialPathOf(path);
    this.#format = format;
    this.#io = io;
    this.#stream = stream;
    this.#packetTimeBase = encoder.timeBase;
  }

  /** Opens the file and writes its header for the stream that `encoder` (already open) makes. `comment` goes along as its comment. */
  static async create(path: string, encoder: CodecContext, comment?: string): Promise<Mp4File> {
    const format = new FormatContext();
    const io = new IOContext();
    const partialPath = partialPathOf(path);
    const action = `write ${partialPath}`;
    let isOpen = false;
    try {
      // A path is never read as the address of some other protocol.
      const url = `file:${resolve(partialPath)}`;
      check(format.allocOutputContext2(null, 'mp4', url), action);
      const stream = format.newStream(null);
      check(encoder.parametersFromContext(stream.codecpar), action);
      // The form of HEVC in MP4 that Apple's players take as well.
      if (stream.codecpar.codecId === AV_CODEC_ID_HEVC) stream.codecpar.codecTag = 'hvc1';
      stream.timeBase = encoder.timeBase;
      stream.avgFrameRate = encoder.framerate;
      if (comment) format.metadata = Dictionary.fromObject({ comment });
      check(await io.open2(url, AVIO_FLAG_WRITE), action);
      isOpen = true;
      format.pb = io;
      // In the file's own clock a whole number of frames has an exact length; the default of milliseconds would round it.
      using options = Dictionary.fromObject({
        movflags: '+faststart',
        movie_timescale: String(trackTimescale(encoder)),
        video_track_timescale: String(trackTimescale(encoder)),
      });
      check(await format.writeHeader(options), action);
      return new Mp4File(path, format, io, stream, encoder);
    } catch (error) {
      format.pb = null;
      if (isOpen) await io.closep();
      format.freeContext();
      if (isOpen) await rm(partialPath, { force: true });
      throw error;
    }
  }

  /** Takes over the packet's data and leaves the packet blank. */
  async write(packet: Packet): Promise<void> {
    packet.streamIndex = this.#stream.index;
    packet.rescaleTs(this.#packetTimeBase, this.#stream.timeBase);
    check(await this.#format.interleavedWriteFrame(packet), `write ${this.partialPath}`);
  }

  /** Completes the file, makes sure that it is on the disk, and gives it its name. */
  async finish(): Promise<void> {
    check(await this.#format.writeTrailer(), `complete ${this.partialPath}`);
    check(await this.#close(), `complete ${this.partialPath}`);
    const file = await open(this.partialPath, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.partialPath, this.path);
    this.#isComplete = true;
  }

  /** Closes and removes what was written. */
  async discard(): Promise<void> {
    await this.#close();
    await rm(this.#isComplete ? this.path : this.partialPath, { force: true });
  }

  async #close(): Promise<number> {
    if (this.#format.pb === null) return 0;
    this.#format.pb = null;
    const code = await this.#io.closep();
    this.#format.freeContext();
    return code;
  }
}

function partialPathOf(path: string): string {
  return `${path}.partial`;
}

/** Ticks per second: a multiple of the frame rate's numerator, fine enough for every player. */
function trackTimescale(encoder: CodecContext): number {
  const { den } = encoder.timeBase;
  return den * Math.max(1, Math.ceil(10_000 / den));
}
