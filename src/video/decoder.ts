import { resolve } from 'node:path';
import {
  AV_CODEC_ID_VP9,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVA420P,
  AVCOL_SPC_BT709,
  AVCOL_SPC_UNSPECIFIED,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_VIDEO,
  type AVPixelFormat,
  FF_DECODER_LIBVPX_VP9,
} from 'node-av/constants';
import {
  avGetCodecName,
  avGetPixFmtName,
  avImageCopyToBuffer,
  avImageGetBufferSize,
  Codec,
  CodecContext,
  FormatContext,
  Frame,
  InputFormat,
  Packet,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib';
import type { Container } from './containers.ts';
import { check } from './ffmpeg.ts';
import { type FrameRate, fpsOf } from './frame-rate.ts';

export interface VideoFacts {
  width: number;
  height: number;
  /** As stored in the container; 0 if it does not say. */
  frames: number;
  fps: number;
  frameRate: FrameRate;
  startSeconds: number;
  durationSeconds: number;
  /** FFmpeg's names, for example `h264`, `yuv420p`. */
  codec: string;
  pixelFormat: string;
  /** Code points of ITU-T H.273; all 1 is BT.709, range 1 is limited. */
  colour: { primaries: number; transfer: number; matrix: number; range: number };
  /** From the file's metadata; null if missing. */
  comment: string | null;
}

export type FrameLayout = 'rgba' | 'yuv420' | 'yuva420';

export interface DecodeOptions {
  /** `rgba` (default): 4 bytes a pixel, sRGB-like; `yuv420`: the planes Y, U, V as they are stored; `yuva420`: A after them. */
  layout?: FrameLayout;
  /** Size to scale to; default: the video's. */
  size?: { width: number; height: number };
  /** Container of the file, required if it is untrusted; default: FFmpeg's detection. */
  container?: Container;
  /** Selects the frames to yield by index; skipped frames are not converted. Default: all. */
  picks?: (index: number) => boolean;
}

export interface DecodedFrame {
  /** Counts from 0. */
  index: number;
  seconds: number;
  width: number;
  height: number;
  /** Valid until the next frame is requested: the buffer is reused. */
  data: Uint8Array;
}

/** Reads the headers of container and stream, without decoding. @throws Error if it is not a video */
export async function probeVideo(path: string, container?: Container): Promise<VideoFacts> {
  const format = await openFile(path, container);
  try {
    const comment = format.metadata?.get('comment') ?? null;
    return { ...factsOf(videoStream(format, path)), comment };
  } finally {
    await format.closeInput();
  }
}

/**
 * Decodes a video frame by frame, in presentation order, with constant memory. Colours follow the tags of the file;
 * untagged video with 720 lines or more counts as BT.709, as in players.
 * @throws Error if it is not a video, or damaged
 */
export async function* decodeVideo(path: string, options: DecodeOptions = {}): AsyncGenerator<DecodedFrame> {
  const format = await openFile(path, options.container);
  const context = new CodecContext();
  const packet = new Packet();
  const frame = new Frame();
  let converter: FrameConverter | undefined;
  try {
    const stream = videoStream(format, path);
    await openDecoder(context, stream, path);
    const secondsPerTick = stream.timeBase.num / stream.timeBase.den;
    const { width, height } = options.size ?? stream.codecpar;
    converter = new FrameConverter(width, height, options.layout ?? 'rgba');
    packet.alloc();
    frame.alloc();
    let index = -1;
    for await (const _ of decodeFrames(format, context, stream.index, packet, frame)) {
      index++;
      if (options.picks?.(index) === false) continue;
      const seconds = Number(frame.bestEffortTimestamp) * secondsPerTick;
      const data = await converter.convert(frame);
      yield { index, seconds, width, height, data };
    }
  } finally {
    converter?.close();
    frame.free();
    packet.free();
    context.freeContext();
    await format.closeInput();
  }
}

/** Fills `frame` with one decoded picture after another. `isWanted` selects the packets to decode; default: all. */
export async function* decodeFrames(
  format: FormatContext,
  context: CodecContext,
  streamIndex: number,
  packet: Packet,
  frame: Frame,
  isWanted: (packet: Packet) => boolean = () => true,
): AsyncGenerator<void> {
  for (let isAtEnd = false; !isAtEnd; ) {
    const code = await format.readFrame(packet);
    isAtEnd = code === AVERROR_EOF;
    if (!isAtEnd) check(code, 'read the video');
    if (!isAtEnd && (packet.streamIndex !== streamIndex || !isWanted(packet))) {
      packet.unref();
      continue;
    }
    check(await context.sendPacket(isAtEnd ? null : packet), 'decode the video');
    packet.unref();
    for (;;) {
      const received = await context.receiveFrame(frame);
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break;
      check(received, 'decode the video');
      yield;
      frame.unref();
    }
  }
}

const pixelFormats: Record<FrameLayout, AVPixelFormat> = {
  rgba: AV_PIX_FMT_RGBA,
  yuv420: AV_PIX_FMT_YUV420P,
  yuva420: AV_PIX_FMT_YUVA420P,
};

/** Copies frames into one buffer, and converts and scales them if necessary. */
class FrameConverter {
  readonly #format: AVPixelFormat;
  readonly #target: Buffer;
  readonly #scaled = new Frame();
  readonly #scaler = new SoftwareScaleContext();

  constructor(width: number, height: number, layout: FrameLayout) {
    this.#format = pixelFormats[layout];
    this.#target = Buffer.alloc(check(avImageGetBufferSize(this.#format, width, height, 1), 'size a frame'));
    this.#scaled.alloc();
    this.#scaled.format = this.#format;
    this.#scaled.width = width;
    this.#scaled.height = height;
    check(this.#scaled.getBuffer(), 'allocate a frame');
    this.#scaler.allocContext();
    check(this.#scaler.setOption('sws_flags', 'lanczos+accurate_rnd+full_chroma_int'), 'set up scaling');
  }

  async convert(frame: Frame): Promise<Uint8Array> {
    const { width, height } = this.#scaled;
    const isReady = frame.format === this.#format && frame.width === width && frame.height === height;
    if (isReady) return this.#copy(frame);
    if (frame.colorSpace === AVCOL_SPC_UNSPECIFIED && frame.height >= 720) frame.colorSpace = AVCOL_SPC_BT709;
    if (this.#format !== AV_PIX_FMT_RGBA) this.#keepColours(frame);
    check(await this.#scaler.scaleFrame(this.#scaled, frame), 'convert a frame');
    return this.#copy(this.#scaled);
  }

  /** Planes are not converted: only attributes specified on both sides remain. */
  #keepColours({ colorRange, colorSpace, colorPrimaries, colorTrc }: Frame): void {
    Object.assign(this.#scaled, { colorRange, colorSpace, colorPrimaries, colorTrc });
  }

  #copy(frame: Frame): Uint8Array {
    const { data, linesize, width, height } = frame;
    const target = this.#target;
    check(
      avImageCopyToBuffer(target, target.length, data, linesize, this.#format, width, height, 1),
      'copy a frame',
    );
    return target;
  }

  close(): void {
    this.#scaled.free();
    this.#scaler.freeContext();
  }
}

/** @param options.trustsHeaders reads no frames if the headers say the frame rate, as those of our own videos do */
export async function openFile(
  path: string,
  container?: Container,
  { trustsHeaders = false } = {},
): Promise<FormatContext> {
  const format = new FormatContext();
  const kind = container ? InputFormat.findInputFormat(container) : null;
  check(await format.openInput(`file:${resolve(path)}`, kind), `open ${path} as a video`);
  try {
    const saysAll = trustsHeaders && format.streams.some(({ avgFrameRate }) => avgFrameRate.num > 0);
    if (!saysAll) check(await format.findStreamInfo(), `open ${path} as a video`);
  } catch (error) {
    await format.closeInput();
    throw error;
  }
  return format;
}

export function videoStream(format: FormatContext, path: string): Stream {
  const index = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  if (index < 0) throw new Error(`Expected a video at ${path}, but it holds none`);
  return format.streams[index];
}

/** Opens `context` for a stream. `skip` is FFmpeg's `skip_frame`; default: none. */
export async function openDecoder(
  context: CodecContext,
  stream: Stream,
  path: string,
  skip: 'default' | 'noref' = 'default',
): Promise<void> {
  const codec = decoderOf(stream);
  if (codec === null)
    throw new Error(`No decoder for the ${avGetCodecName(stream.codecpar.codecId)} video in ${path}`);
  context.allocContext3(codec);
  check(context.parametersToContext(stream.codecpar), `decode ${path}`);
  context.threadCount = 0;
  check(context.setOption('skip_frame', skip), `decode ${path}`);
  check(await context.open2(codec, null), `decode ${path}`);
}

/** FFmpeg's native VP9 and VP8 decoders ignore alpha. */
function decoderOf({ codecpar, metadata }: Stream): Codec | null {
  const isTransparent = metadata?.get('alpha_mode') === '1';
  const name = codecpar.codecId === AV_CODEC_ID_VP9 ? FF_DECODER_LIBVPX_VP9 : null;
  return isTransparent && name ? Codec.findDecoderByName(name) : Codec.findDecoder(codecpar.codecId);
}

function factsOf(stream: Stream): Omit<VideoFacts, 'comment'> {
  const { codecpar, timeBase, avgFrameRate } = stream;
  const frameRate = { numerator: avgFrameRate.num, denominator: avgFrameRate.den };
  const secondsPerTick = timeBase.num / timeBase.den;
  return {
    width: codecpar.width,
    height: codecpar.height,
    frames: Number(stream.nbFrames),
    fps: fpsOf(frameRate),
    frameRate,
    startSeconds: Number(stream.startTime) * secondsPerTick,
    durationSeconds: Number(stream.duration) * secondsPerTick,
    codec: avGetCodecName(codecpar.codecId) ?? 'unknown',
    pixelFormat: avGetPixFmtName(codecpar.format as AVPixelFormat) ?? 'unknown',
    colour: {
      primaries: codecpar.colorPrimaries,
      transfer: codecpar.colorTrc,
      matrix: codecpar.colorSpace,
      range: codecpar.colorRange,
    },
  };
}
