import { stat } from 'node:fs/promises';
import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, type Frame, Packet } from 'node-av/lib';
import { openCodec } from './codec.ts';
import type { EncoderName } from './encoders.ts';
import { check, gpuEncoderFailed } from './ffmpeg.ts';
import { FilledFrame } from './filled-frame.ts';
import { Mp4File } from './mp4-file.ts';
import type { VideoEncoder, VideoEncoderSettings } from './video.ts';

/**
 * Opens an encoder (H.264, High profile unless `crf` is 0; or HEVC) that writes an MP4 to `path`. Encoding runs on FFmpeg's and
 * libuv's threads: up to two frames are under way while the caller renders the next. Any failure removes the unfinished file.
 * @throws UserError ENCODER_FAILED when the settings are refused, or later when a GPU fails; STORAGE_FULL when the disk is full
 */
export async function openVideoEncoder(path: string, settings: VideoEncoderSettings): Promise<VideoEncoder> {
  const context = await openCodec(settings);
  try {
    const file = await Mp4File.create(path, context, settings.comment);
    return new FileEncoder(context, file, settings);
  } catch (error) {
    context.freeContext();
    throw error;
  }
}

type EncoderState = 'open' | 'finishing' | 'finished' | 'aborted';

class FileEncoder implements VideoEncoder {
  readonly #context: CodecContext;
  readonly #file: Mp4File;
  readonly #encoder: EncoderName;
  readonly #frameBytes: number;
  readonly #packet = new Packet();
  /** Two frames in turn: one is filled while the other is encoded. */
  readonly #frames: [FilledFrame, FilledFrame];
  /** When each of the two is free again. */
  readonly #isFree: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  #frameCount = 0;
  #state: EncoderState = 'open';
  #discarded: Promise<void> | undefined;

  constructor(
    context: CodecContext,
    file: Mp4File,
    { width, height, encoder = 'x264' }: VideoEncoderSettings,
  ) {
    this.#context = context;
    this.#file = file;
    this.#encoder = encoder;
    this.#frameBytes = (width * height * 3) / 2;
    this.#frames = [new FilledFrame(width, height), new FilledFrame(width, height)];
    this.#packet.alloc();
  }

  async addFrame(yuv: Uint8Array): Promise<void> {
    this.#expectOpen();
    if (yuv.byteLength !== this.#frameBytes) {
      throw new RangeError(`Expected a frame of ${this.#frameBytes} bytes but received ${yuv.byteLength}`);
    }
    const index = this.#frameCount++;
    const [mine, other] = index % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    await this.#abortOnFailure(this.#isFree[mine]);
    this.#expectOpen();
    const frame = this.#frames[mine].fill(yuv, index);
    const encoded = this.#isFree[other].then(() => this.#encode(frame));
    // A failure is reported by the next call; until then nobody listens.
    encoded.catch(() => {});
    this.#isFree[mine] = encoded;
  }

  async finish(): Promise<number> {
    this.#expectOpen();
    if (this.#frameCount === 0) throw new Error('Expected at least one frame before the video is finished');
    this.#state = 'finishing';
    const finishing = Promise.all(this.#isFree)
      .then(() => this.#encode(null))
      .then(() => this.#file.finish());
    this.#isFree[0] = finishing;
    await this.#abortOnFailure(finishing);
    if (this.#hasState('aborted')) {
      await this.abort();
      throw new Error('The video was aborted while it was being finished');
    }
    this.#state = 'finished';
    this.#free();
    return (await stat(this.#file.path)).size;
  }

  async abort(): Promise<void> {
    if (this.#state === 'finished') return;
    this.#state = 'aborted';
    this.#discarded ??= Promise.allSettled(this.#isFree).then(async () => {
      this.#free();
      await this.#file.discard();
    });
    await this.#discarded;
  }

  /** Hands one frame (null: the end) to the encoder and writes whatever packets are ready. */
  async #encode(frame: Frame | null): Promise<void> {
    this.#checkEncoded(await this.#context.sendFrame(frame));
    for (;;) {
      const code = await this.#context.receivePacket(this.#packet);
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
      this.#checkEncoded(code);
      await this.#file.write(this.#packet);
    }
  }

  /** A GPU may fail in the middle of a video (reset, lost, out of memory). */
  #checkEncoded(code: number): void {
    if (code < 0 && this.#encoder !== 'x264') {
      throw gpuEncoderFailed(code, `${this.#encoder} failed in the middle of a video`);
    }
    check(code, 'encode a frame');
  }

  async #abortOnFailure(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /** Asked after an `await`, when another call may have changed the state. */
  #hasState(state: EncoderState): boolean {
    return this.#state === state;
  }

  #expectOpen(): void {
    if (this.#state !== 'open') throw new Error(`Expected an open video encoder, but it is ${this.#state}`);
  }

  #free(): void {
    this.#context.freeContext();
    this.#packet.free();
    for (const frame of this.#frames) frame.free();
  }
}
