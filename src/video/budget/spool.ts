import { rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CodecContext } from 'node-av/lib';
import { decodeVideo } from '../decoder.ts';
import { losslessAlpha, losslessOpaque, uncompressed } from '../encoders/lossless.ts';
import type { EncoderProfile } from '../encoders/profile.ts';
import { openFileEncoder } from '../file-encoder.ts';
import { MediaFile } from '../files/media-file.ts';
import { matroska } from '../files/muxers.ts';
import { formats } from '../formats.ts';
import type { VideoEncoder, VideoEncoderSettings } from '../video.ts';

export interface SpooledFrame {
  index: number;
  /** The original pixels; valid until the next frame is requested. */
  yuv: Uint8Array;
  alpha?: Uint8Array;
}

/** Threads per encoder. Each thread holds some frames, and lossless encoding is cheap. */
const mostThreads = 2;
/**
 * Frames are stored uncompressed if they take at most this many bytes and at most this share of the free disk space.
 */
const [mostRawBytes, mostRoomShare] = [1e9, 0.2];

/**
 * Stores all frames of a video losslessly in a file next to it, so that they can be encoded more than once with few
 * frames in memory.
 */
export class FrameSpool {
  readonly #path: string;
  readonly #encoder: VideoEncoder;
  readonly #hasAlpha: boolean;
  readonly #pixels: number;
  #count = 0;

  private constructor(path: string, encoder: VideoEncoder, hasAlpha: boolean, pixels: number) {
    this.#path = path;
    this.#encoder = encoder;
    this.#hasAlpha = hasAlpha;
    this.#pixels = pixels;
  }

  /** @param path path of the spool file */
  static async open(path: string, settings: VideoEncoderSettings): Promise<FrameSpool> {
    const { width, height, format = 'mp4-h264' } = settings;
    const { hasAlpha } = formats[format];
    const encoder = await openFileEncoder(
      path,
      { ...settings, bitDepth: 8, crf: 0, threads: Math.min(settings.threads ?? mostThreads, mostThreads) },
      {
        profile: hasAlpha ? losslessAlpha : await opaqueProfile(path, settings),
        openFile: (context: CodecContext) => MediaFile.create(path, matroska, context),
      },
    );
    return new FrameSpool(path, encoder, hasAlpha, width * height);
  }

  /** Number of frames. */
  get count(): number {
    return this.#count;
  }

  addFrame(yuv: Uint8Array, alpha?: Uint8Array): Promise<void> {
    this.#count++;
    return this.#encoder.addFrame(yuv, alpha);
  }

  /** Call after the last frame; from then on frames can be read. */
  async finish(): Promise<void> {
    await this.#encoder.finish();
  }

  /** Reads the frames; can be called repeatedly. @param picks which frames; default: all */
  async *frames(picks?: (index: number) => boolean): AsyncGenerator<SpooledFrame> {
    const layout = this.#hasAlpha ? 'yuva420' : 'yuv420';
    for await (const { index, data } of decodeVideo(this.#path, { layout, picks })) {
      const yuv = data.subarray(0, this.#pixels * 1.5);
      yield this.#hasAlpha ? { index, yuv, alpha: data.subarray(yuv.length) } : { index, yuv };
    }
  }

  /** Stops writing if necessary, and removes the file. */
  async remove(): Promise<void> {
    await this.#encoder.abort();
    await rm(this.#path, { force: true });
  }
}

/** Compression costs more time than disk space is worth, if there is enough of it. */
async function opaqueProfile(
  path: string,
  { width, height, frames }: VideoEncoderSettings,
): Promise<EncoderProfile> {
  const bytes = 1.5 * width * height * (frames ?? Number.POSITIVE_INFINITY);
  if (bytes > mostRawBytes) return losslessOpaque;
  const { bavail, bsize } = await statfs(dirname(path));
  return bytes <= mostRoomShare * bavail * bsize ? uncompressed : losslessOpaque;
}
