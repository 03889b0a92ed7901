import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../../digest.ts';
import { isStorageFull, UserError } from '../../errors.ts';
import type { FinishedOutput, RequestedOutput } from '../../outputs/spec.ts';
import { encodePoster } from '../../photo/poster.ts';
import { openVideoEncoder } from '../../video/encoder.ts';
import { canMake } from '../../video/encoders/registry.ts';
import type { EncoderName } from '../../video/encoders.ts';
import { formats } from '../../video/formats.ts';
import type { VideoEncoder } from '../../video/video.ts';
import type { RenderRequest } from '../job.ts';
import { type AnimationSettings, lightNameOf } from '../settings.ts';

interface Size {
  width: number;
  height: number;
}

interface OpenVideo {
  output: RequestedOutput;
  encoder: VideoEncoder;
}

/** The files of one animation: they appear together when complete, or not at all. */
export class OutputFiles {
  readonly #request: RenderRequest;
  readonly #size: Size;
  readonly #videos: readonly OpenVideo[];
  /** What makes the videos. */
  readonly encoder: EncoderName;

  private constructor(
    request: RenderRequest,
    size: Size,
    videos: readonly OpenVideo[],
    encoder: EncoderName,
  ) {
    this.#request = request;
    this.#size = size;
    this.#videos = videos;
    this.encoder = encoder;
  }

  /** Opens `chosen`, or x264 for a video that is not for it. */
  static async open(request: RenderRequest, size: Size, chosen: EncoderName): Promise<OutputFiles> {
    const { settings, motionDigest, folder } = request;
    const { width, height } = size;
    const { fps, lossless, encoderPreset: preset, appearance } = settings;
    const changesColours = appearance !== 'none';
    const crf = lossless ? 0 : settings.crf;
    const encoder = canMake(chosen, { width, height, crf }) ? chosen : 'x264';
    const comment = motionDigest && describeVideo(motionDigest, settings);
    const videos: OpenVideo[] = [];
    for (const output of request.outputs.filter(({ format }) => formats[format].kind === 'video')) {
      const path = join(folder, output.fileName);
      const video = { encoder, width, height, fps, crf, preset, changesColours, comment };
      videos.push({ output, encoder: await openVideoEncoder(path, video) });
    }
    return new OutputFiles(request, size, videos, encoder);
  }

  /** Writes frame 0 as the posters that are wanted. `rgba` is at output size. */
  async writePosters(rgba: Uint8Array): Promise<void> {
    const { width, height } = this.#size;
    for (const { fileName } of this.#posters) {
      const { bytes } = await encodePoster(rgba, width, height);
      await writeFile(this.#partial(fileName), bytes);
    }
  }

  /** Resolves when every encoder has taken the frame; `yuv` may be reused then. */
  async addFrame(yuv: Uint8Array): Promise<void> {
    await Promise.all(this.#videos.map(({ encoder }) => encoder.addFrame(yuv)));
  }

  /** Completes the files and gives them their names. */
  async finish(): Promise<FinishedOutput[]> {
    for (const { encoder } of this.#videos) await encoder.finish();
    for (const { fileName } of this.#posters) {
      await rename(this.#partial(fileName), this.#path(fileName));
    }
    return Promise.all(this.#request.outputs.map((output) => this.#describe(output)));
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    for (const { encoder } of this.#videos) await encoder.abort();
    for (const { fileName } of this.#request.outputs) {
      await rm(this.#partial(fileName), { force: true });
      await rm(this.#path(fileName), { force: true });
    }
  }

  /** The first video, which stands for all where one is judged. */
  get videoPath(): string {
    return this.#path(this.#videos[0].output.fileName);
  }

  get #posters(): RequestedOutput[] {
    return this.#request.outputs.filter(({ format }) => formats[format].kind === 'poster');
  }

  async #describe({ fileName, format }: RequestedOutput): Promise<FinishedOutput> {
    const path = this.#path(fileName);
    const isHevc = format === 'mp4-h264' && this.encoder === 'nvenc-hevc';
    return {
      fileName,
      format: isHevc ? 'mp4-hevc' : format,
      crop: 'original',
      ...this.#size,
      bytes: (await stat(path)).size,
      sha256: await sha256OfFile(path),
      codecs: '',
    };
  }

  #path(fileName: string): string {
    return join(this.#request.folder, fileName);
  }

  /** A file in the making, named as the video encoder names its own. */
  #partial(fileName: string): string {
    return `${this.#path(fileName)}.partial`;
  }
}

/** What a file says of itself, so that those that move alike are known to belong together, and by which light each is. */
function describeVideo(motionDigest: string, settings: AnimationSettings): string {
  const light = lightNameOf(settings);
  return `driftscape motion=${motionDigest.slice(0, 32)}${light === null ? '' : ` light=${light}`}`;
}

/** Throws the error on; a full disk, wherever it was noticed, as one that the user can mend. */
export function rethrowStorage(error: unknown): never {
  if (error instanceof UserError || !isStorageFull(error)) throw error;
  const message =
    'Expected room for the video, but no space is left on the disk, or in what may be written; free some and try again';
  throw new UserError('STORAGE_FULL', message, { cause: error, isRetryable: true });
}
