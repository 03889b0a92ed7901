import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AV_CODEC_ID_HEVC, AVFMT_FLAG_BITEXACT, AVIO_FLAG_WRITE } from 'node-av/constants';
import {
  type CodecContext,
  Dictionary,
  FormatContext,
  IOContext,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { check } from '../ffmpeg.ts';
import type { Muxer } from './muxers.ts';
import { type FileFacts, partialPathOf, type VideoFile } from './video-file.ts';

export interface MediaFileOptions {
  /** Comment in the file's metadata. */
  comment?: string;
  /** Whether an animated picture repeats; default true. */
  isLoop?: boolean;
}

/** One video track in a container that FFmpeg writes. */
export class MediaFile implements VideoFile {
  readonly path: string;
  readonly #partialPath: string;
  readonly #format: FormatContext;
  readonly #io: IOContext;
  readonly #stream: Stream;
  readonly #packetTimeBase: { num: number; den: number };
  readonly #codecs: string;
  #isComplete = false;

  private constructor(
    path: string,
    format: FormatContext,
    io: IOContext,
    stream: Stream,
    encoder: CodecContext,
    codecs: string,
  ) {
    this.path = path;
    this.#partialPath = partialPathOf(path);
    this.#format = format;
    this.#io = io;
    this.#stream = stream;
    this.#packetTimeBase = encoder.timeBase;
    this.#codecs = codecs;
  }

  /** Opens the file and writes its header for the stream of `encoder`, which must be open. */
  static async create(
    path: string,
    muxer: Muxer,
    encoder: CodecContext,
    { comment, isLoop = true }: MediaFileOptions = {},
  ): Promise<MediaFile> {
    const format = new FormatContext();
    const io = new IOContext();
    const partialPath = partialPathOf(path);
    const action = `write ${partialPath}`;
    let isOpen = false;
    try {
      // Otherwise FFmpeg might take a path for the URL of another protocol.
      const url = `file:${resolve(partialPath)}`;
      check(format.allocOutputContext2(null, muxer.ffmpegName, url), action);
      if (muxer.isBitExact) format.setFlags(AVFMT_FLAG_BITEXACT);
      const stream = addStream(format, encoder, muxer, action);
      if (comment) format.metadata = Dictionary.fromObject({ comment });
      check(await io.open2(url, AVIO_FLAG_WRITE), action);
      isOpen = true;
      format.pb = io;
      using options = Dictionary.fromObject(muxer.options(timescaleOf(encoder), isLoop));
      check(await format.writeHeader(options), action);
      return new MediaFile(path, format, io, stream, encoder, muxer.isPicture ? '' : codecsOf(stream));
    } catch (error) {
      format.pb = null;
      if (isOpen) await io.closep();
      format.freeContext();
      if (isOpen) await rm(partialPath, { force: true });
      throw error;
    }
  }

  async write(packet: Packet): Promise<void> {
    packet.streamIndex = this.#stream.index;
    packet.rescaleTs(this.#packetTimeBase, this.#stream.timeBase);
    check(await this.#format.interleavedWriteFrame(packet), `write ${this.#partialPath}`);
  }

  async finish(): Promise<FileFacts> {
    const action = `complete ${this.#partialPath}`;
    check(await this.#format.writeTrailer(), action);
    check(await this.#close(), action);
    const file = await open(this.#partialPath, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.#partialPath, this.path);
    this.#isComplete = true;
    return { codecs: this.#codecs };
  }

  async discard(): Promise<void> {
    await this.#close();
    await rm(this.#isComplete ? this.path : this.#partialPath, { force: true });
  }

  async #close(): Promise<number> {
    if (this.#format.pb === null) return 0;
    this.#format.pb = null;
    const code = await this.#io.closep();
    this.#format.freeContext();
    return code;
  }
}

function addStream(format: FormatContext, encoder: CodecContext, muxer: Muxer, action: string): Stream {
  const stream = format.newStream(null);
  check(encoder.parametersFromContext(stream.codecpar), action);
  if (muxer.codecTag) stream.codecpar.codecTag = muxer.codecTag;
  // From a GPU that encodes HEVC instead of H.264.
  else if (stream.codecpar.codecId === AV_CODEC_ID_HEVC) stream.codecpar.codecTag = 'hvc1';
  stream.timeBase = encoder.timeBase;
  stream.avgFrameRate = encoder.framerate;
  if (muxer.trackMetadata) stream.metadata = Dictionary.fromObject(muxer.trackMetadata);
  return stream;
}

/** The codec string of RFC 6381, or, for codecs without one, QuickTime's four-letter code. */
function codecsOf({ codecpar }: Stream): string {
  return codecpar.getCodecString() ?? codecpar.codecTagString ?? '';
}

/** Ticks per second: a multiple of the frame rate's numerator, fine enough for every player. */
function timescaleOf(encoder: CodecContext): number {
  const { den } = encoder.timeBase;
  return den * Math.max(1, Math.ceil(10_000 / den));
}
