import { rename, rm, writeFile } from 'node:fs/promises';
import { isStorageFull, UserError } from '../../errors.ts';
import { encodePoster } from '../../photo/poster.ts';
import { openVideoEncoder } from '../../video/encoder.ts';
import { canMake } from '../../video/encoders/registry.ts';
import type { EncoderName } from '../../video/encoders.ts';
import type { VideoEncoder } from '../../video/video.ts';
import type { RenderReport, RenderRequest } from '../job.ts';
import { type AnimationSettings, lightNameOf } from '../settings.ts';

/** The files of one animation: they appear together when complete, or not at all. */
export class OutputFiles {
  readonly #request: RenderRequest;
  readonly #video: VideoEncoder;
  /** What makes the video. */
  readonly encoder: EncoderName;
  #posterBytes = 0;

  private constructor(request: RenderRequest, video: VideoEncoder, encoder: EncoderName) {
    this.#request = request;
    this.#video = video;
    this.encoder = encoder;
  }

  /** Opens `chosen`, or x264 for a video that is not for it. */
  static async open(
    request: RenderRequest,
    size: { width: number; height: number },
    chosen: EncoderName,
  ): Promise<OutputFiles> {
    const { videoPath, settings, motionDigest } = request;
    const { width, height } = size;
    const { fps, lossless, encoderPreset: preset, appearance } = settings;
    const changesColours = appearance !== 'none';
    const crf = lossless ? 0 : settings.crf;
    const encoder = canMake(chosen, { width, height, crf }) ? chosen : 'x264';
    const comment = motionDigest && describeVideo(motionDigest, settings);
    const video = await openVideoEncoder(videoPath, {
      encoder,
      width,
      height,
      fps,
      crf,
      preset,
      changesColours,
      comment,
    });
    return new OutputFiles(request, video, encoder);
  }

  /** Writes frame 0 as the poster where one is wanted. `rgba` is at output size. */
  async writePoster(rgba: Uint8Array, { width, height }: { width: number; height: number }): Promise<void> {
    const { posterPath } = this.#request;
    if (!posterPath) return;
    const { bytes } = await encodePoster(rgba, width, height);
    await writeFile(partial(posterPath), bytes);
    this.#posterBytes = bytes.byteLength;
  }

  /** Resolves when the encoder has taken the frame; `yuv` may be reused then. */
  addFrame(yuv: Uint8Array): Promise<void> {
    return this.#video.addFrame(yuv);
  }

  /** Completes the files and gives them their names. */
  async finish(): Promise<Pick<RenderReport, 'videoBytes' | 'posterBytes'>> {
    const { videoPath, posterPath } = this.#request;
    const { bytes: videoBytes } = await this.#video.finish();
    try {
      if (posterPath) await rename(partial(posterPath), posterPath);
    } catch (error) {
      await rm(videoPath, { force: true });
      throw error;
    }
    return { videoBytes, posterBytes: this.#posterBytes };
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    const { posterPath } = this.#request;
    await this.#video.abort();
    if (posterPath) await rm(partial(posterPath), { force: true });
  }
}

/** What a file says of itself, so that those that move alike are known to belong together, and by which light each is. */
function describeVideo(motionDigest: string, settings: AnimationSettings): string {
  const light = lightNameOf(settings);
  return `driftscape motion=${motionDigest.slice(0, 32)}${light === null ? '' : ` light=${light}`}`;
}

/** A file in the making, named as the video encoder names its own. */
function partial(path: string): string {
  return `${path}.partial`;
}

/** Throws the error on; a full disk, wherever it was noticed, as one that the user can mend. */
export function rethrowStorage(error: unknown): never {
  if (error instanceof UserError || !isStorageFull(error)) throw error;
  const message =
    'Expected room for the video, but no space is left on the disk, or in what may be written; free some and try again';
  throw new UserError('STORAGE_FULL', message, { cause: error, isRetryable: true });
}
