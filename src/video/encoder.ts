import { stat } from 'node:fs/promises';
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AVCHROMA_LOC_CENTER,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, type Frame, Packet, Rational } from 'node-av/lib';
import { UserError } from '../errors.ts';
import { check } from './ffmpeg.ts';
import { FilledFrame } from './filled-frame.ts';
import { fpsOf, frameRateOf } from './frame-rate.ts';
import { Mp4File } from './mp4-file.ts';
import type { EncoderPreset } from './presets.ts';
import type { VideoEncoder, VideoEncoderSettings } from './video.ts';

/** Seconds between key frames: how far a player must decode to seek, and the longest a defect can last. */
const keyFrameSeconds = 2;

/**
 * Frames that x264 looks ahead where its preset would look farther. A fixed camera holds no surprise: at 1080p 40 frames
 * cost 135 MB more than 20 and made no smaller file.
 */
const lookaheadFrames = 20;
/** The same for frames of more pixels than this, where the memory of each is felt. */
const largeFrame = { pixels: 4_000_000, lookaheadFrames: 10 };
const presetsThatLookFarther: readonly EncoderPreset[] = ['fast', 'medium', 'slow', 'slower'];

/**
 * Opens an H.264 encoder (x264; High profile unless `crf` is 0) that writes an MP4 to `path`. Encoding runs on FFmpeg's and libuv's
 * threads: up to two frames are under way while the caller renders the next. Any failure removes the unfinished file.
 * @throws UserError ENCODER_FAILED when the settings are refused, STORAGE_FULL when the disk is full
 */
export async function openVideoEncoder(path: string, settings: VideoEncoderSettings): Promise<VideoEncoder> {
  const context = await openX264(settings);
  try {
    const file = await Mp4File.create(path, context);
    return new X264Encoder(context, file, settings);
  } catch (error) {
    context.freeContext();
    throw error;
  }
}

type EncoderState = 'open' | 'finishing' | 'finished' | 'aborted';

class X264Encoder implements VideoEncoder {
  readonly #context: CodecContext;
  readonly #file: Mp4File;
  readonly #frameBytes: number;
  readonly #packet = new Packet();
  /** Two frames in turn: one is filled while the other is encoded. */
  readonly #frames: [FilledFrame, FilledFrame];
  /** When each of the two is free again. */
  readonly #isFree: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  #frameCount = 0;
  #state: EncoderState = 'open';
  #discarded: Promise<void> | undefined;

  constructor(context: CodecContext, file: Mp4File, { width, height }: VideoEncoderSettings) {
    this.#context = context;
    this.#file = file;
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

  /** Hands one frame (null: the end) to x264 and writes whatever packets are ready. */
  async #encode(frame: Frame | null): Promise<void> {
    check(await this.#context.sendFrame(frame), 'encode a frame');
    for (;;) {
      const code = await this.#context.receivePacket(this.#packet);
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return;
      check(code, 'encode a frame');
      await this.#file.write(this.#packet);
    }
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

async function openX264(settings: VideoEncoderSettings): Promise<CodecContext> {
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  if (codec === null) throw new Error('Expected FFmpeg with libx264, but this build has none');
  const rate = frameRateOf(settings.fps);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = settings.width;
  context.height = settings.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.sampleAspectRatio = new Rational(1, 1);
  context.timeBase = new Rational(rate.denominator, rate.numerator);
  context.framerate = new Rational(rate.numerator, rate.denominator);
  context.colorPrimaries = AVCOL_PRI_BT709;
  context.colorTrc = AVCOL_TRC_BT709;
  context.colorSpace = AVCOL_SPC_BT709;
  context.colorRange = AVCOL_RANGE_MPEG;
  context.chromaLocation = AVCHROMA_LOC_CENTER;
  context.gopSize = Math.max(1, Math.round(fpsOf(rate) * keyFrameSeconds));
  context.threadCount = settings.threads ?? 0;
  // The MP4 keeps the stream's parameter sets in its header, not in front of every key frame.
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  using options = Dictionary.fromObject({
    preset: settings.preset,
    crf: String(settings.crf),
    // Lossless coding is beyond the High profile; x264 picks the one that holds it.
    ...(settings.crf > 0 && { profile: 'high' }),
    ...(presetsThatLookFarther.includes(settings.preset) && {
      'rc-lookahead': String(lookaheadOf(settings)),
    }),
  });
  const code = await context.open2(codec, options);
  if (code < 0) {
    context.freeContext();
    const { width, height, fps } = settings;
    const message = `Expected a video that H.264 can hold, but ${width} × ${height} at ${fps} fps was refused; ask for a smaller one`;
    throw new UserError('ENCODER_FAILED', message);
  }
  return context;
}

function lookaheadOf({ width, height }: VideoEncoderSettings): number {
  return width * height > largeFrame.pixels ? largeFrame.lookaheadFrames : lookaheadFrames;
}
