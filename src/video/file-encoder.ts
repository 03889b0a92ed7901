import { stat } from 'node:fs/promises';
import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVA420P, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { type CodecContext, type Frame, Packet } from 'node-av/lib';
import { type OpenCodec, openCodec } from './codec.ts';
import { type Conversion, conversionTo } from './conversion.ts';
import type { EncoderProfile } from './encoders/profile.ts';
import { profileOf } from './encoders/registry.ts';
import { check, gpuEncoderFailed } from './ffmpeg.ts';
import { openVideoFile } from './files/open.ts';
import type { VideoFile } from './files/video-file.ts';
import { FilledFrame } from './filled-frame.ts';
import { formats } from './formats.ts';
import type { FinishedVideo, VideoEncoder, VideoEncoderSettings } from './video.ts';

export interface FileEncoderParts {
  /** Default: the profile of the settings' format. */
  profile?: EncoderProfile;
  openFile?: (context: CodecContext) => Promise<VideoFile>;
  conversion?: Conversion;
  /** Default: FFmpeg's. */
  openCodec?: OpenCodec;
}

/**
 * Opens an encoder that writes each frame to a file as it arrives. Encoding runs on the threads of FFmpeg and libuv: up
 * to two frames are being encoded while the caller renders the next. On any failure the partial file is removed.
 * @throws UserError ENCODER_FAILED if the encoder rejects the settings, or later if a GPU fails; STORAGE_FULL if the
 *   disk is full
 */
export async function openFileEncoder(
  path: string,
  settings: VideoEncoderSettings,
  parts: FileEncoderParts = {},
): Promise<VideoEncoder> {
  const { profile = profileOf(settings), openFile } = parts;
  const context = await (parts.openCodec ?? openCodec)(settings, profile);
  try {
    const hasAlpha = formats[settings.format ?? 'mp4-h264'].hasAlpha;
    const from = hasAlpha ? AV_PIX_FMT_YUVA420P : AV_PIX_FMT_YUV420P;
    const file = await (openFile?.(context) ?? openVideoFile(path, context, settings));
    const conversion = parts.conversion ?? conversionTo(context, from);
    return new FileEncoder(context, file, conversion, profile, settings, hasAlpha);
  } catch (error) {
    context.freeContext();
    throw error;
  }
}

type EncoderState = 'open' | 'finishing' | 'finished' | 'aborted';

class FileEncoder implements VideoEncoder {
  readonly #context: CodecContext;
  readonly #file: VideoFile;
  readonly #conversion: Conversion;
  readonly #profile: EncoderProfile;
  readonly #settings: VideoEncoderSettings;
  readonly #hasAlpha: boolean;
  readonly #packet = new Packet();
  /** Two alternating frames: one is filled while the other is encoded. */
  readonly #frames: [FilledFrame, FilledFrame];
  /** Resolve when each of the two frames can be filled again. */
  readonly #isFree: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  #frameCount = 0;
  #state: EncoderState = 'open';
  #discarded: Promise<void> | undefined;

  constructor(
    context: CodecContext,
    file: VideoFile,
    conversion: Conversion,
    profile: EncoderProfile,
    settings: VideoEncoderSettings,
    hasAlpha: boolean,
  ) {
    this.#context = context;
    this.#file = file;
    this.#conversion = conversion;
    this.#profile = profile;
    this.#settings = settings;
    this.#hasAlpha = hasAlpha;
    const { width, height } = settings;
    const frame = () => new FilledFrame(width, height, hasAlpha);
    this.#frames = [frame(), frame()];
    this.#packet.alloc();
  }

  async addFrame(yuv: Uint8Array, alpha?: Uint8Array): Promise<void> {
    this.#expectOpen();
    this.#expectSizes(yuv, alpha);
    const index = this.#frameCount++;
    const [mine, other] = index % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    await this.#abortOnFailure(this.#isFree[mine]);
    this.#expectOpen();
    const frame = this.#frames[mine].fill(yuv, index, alpha);
    const encoded = this.#isFree[other].then(() => this.#encode(frame));
    // A failure is reported by the next call; until then it must not be an unhandled rejection.
    encoded.catch(() => {});
    this.#isFree[mine] = encoded;
  }

  async finish(): Promise<FinishedVideo> {
    this.#expectOpen();
    if (this.#frameCount === 0) throw new Error('Expected at least one frame before the video is finished');
    this.#state = 'finishing';
    const finishing = Promise.all(this.#isFree)
      .then(() => this.#encode(null))
      .then(() => this.#file.finish());
    this.#isFree[0] = finishing.then(() => {});
    await this.#abortOnFailure(this.#isFree[0]);
    if (this.#hasState('aborted')) {
      await this.abort();
      throw new Error('The video was aborted while it was being finished');
    }
    this.#state = 'finished';
    this.#free();
    const [{ size }, { codecs }] = await Promise.all([stat(this.#file.path), finishing]);
    return { bytes: size, codecs };
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

  /** Passes a frame (null: the end) to the encoder and writes all packets that are ready. */
  async #encode(frame: Frame | null): Promise<void> {
    const converted = frame && (await this.#conversion.convert(frame));
    this.#checkEncoded(await this.#context.sendFrame(converted));
    for (;;) {
      // Only at the end does receiving encode. Before it, that would be one more wait during which no frame is sent.
      const code = frame
        ? this.#context.receivePacketSync(this.#packet)
        : await this.#context.receivePacket(this.#packet);
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
      this.#checkEncoded(code);
      await this.#file.write(this.#packet);
    }
  }

  /** A GPU can fail in the middle of a video (reset, lost, out of memory). */
  #checkEncoded(code: number): void {
    if (code < 0 && this.#profile.runsOn === 'gpu') {
      throw gpuEncoderFailed(code, `${this.#settings.encoder} failed in the middle of a video`);
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

  /** For checks after an `await`, when another call may have changed the state. */
  #hasState(state: EncoderState): boolean {
    return this.#state === state;
  }

  #expectOpen(): void {
    if (this.#state !== 'open') throw new Error(`Expected an open video encoder, but it is ${this.#state}`);
  }

  #expectSizes(yuv: Uint8Array, alpha?: Uint8Array): void {
    const pixels = this.#settings.width * this.#settings.height;
    if (yuv.byteLength !== pixels * 1.5) {
      throw new RangeError(`Expected a frame of ${pixels * 1.5} bytes but received ${yuv.byteLength}`);
    }
    const alphaBytes = this.#hasAlpha ? pixels : 0;
    if ((alpha?.byteLength ?? 0) !== alphaBytes) {
      throw new RangeError(`Expected ${alphaBytes} bytes of alpha but received ${alpha?.byteLength ?? 0}`);
    }
  }

  #free(): void {
    this.#context.freeContext();
    this.#conversion.free();
    this.#packet.free();
    for (const frame of this.#frames) frame.free();
  }
}
