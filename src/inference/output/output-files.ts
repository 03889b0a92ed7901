import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../../digest.ts';
import { isStorageFull, UserError } from '../../errors.ts';
import type { PlannedOutput } from '../../outputs/plan.ts';
import type { FinishedOutput, RequestedOutput } from '../../outputs/spec.ts';
import type { Size } from '../../photo/output-size.ts';
import { encodePoster } from '../../photo/poster.ts';
import { openVideoEncoder } from '../../video/encoder.ts';
import type { EncoderName } from '../../video/encoders.ts';
import { type FormatName, formats, type PosterFormatName } from '../../video/formats.ts';
import type { FinishedVideo, VideoEncoder } from '../../video/video.ts';
import type { RenderRequest } from '../job.ts';
import { type FrameView, openView } from './frame-view.ts';
import { type OutputView, seePlane, seeRgba } from './output-view.ts';
import { postponedOf } from './postponed.ts';
import { videoSettings } from './video-settings.ts';

/** A video that is being written, and its encoder. */
interface OpenVideo {
  output: PlannedOutput<RequestedOutput>;
  encoder: VideoEncoder;
  encoderName: EncoderName;
  /** Whether it is encoded after all frames are rendered. */
  isPostponed: boolean;
  /** The opacity of each pixel, if the format supports it. */
  alpha?: Uint8Array;
}

/** A view, and its videos. */
interface OpenView {
  frames: FrameView;
  videos: OpenVideo[];
}

/** Facts about a finished file, in addition to its plan. */
type Made = Omit<FinishedVideo, 'bytes'> & { bytes: number; format: FormatName };

interface FinishOptions {
  onFrame?: () => void;
  signal?: AbortSignal;
}

export interface OutputFilesSetup {
  request: RenderRequest;
  /** Size of the incoming frames. */
  frame: Size;
  views: readonly OutputView[];
  /** Preferred encoder, used for everything it supports; x264 stands for the CPU encoders, which make the rest. */
  chosen: EncoderName;
  /** How much of each pixel of a frame moves, 0 … 255; called if an output is transparent. */
  moving: () => Uint8Array;
  /** Default: {@link openVideoEncoder}. */
  openVideo?: typeof openVideoEncoder;
}

/**
 * The files of one animation: they appear together when complete, or not at all. Every frame is sent to all encoders,
 * and no encoder is more than two frames ahead of the slowest, so memory does not grow with the length.
 */
export class OutputFiles {
  readonly #setup: Omit<OutputFilesSetup, 'moving'>;
  readonly #open: readonly OpenView[];
  readonly #made = new Map<RequestedOutput, Made>();
  #hasViews = true;

  private constructor({ moving: _, ...setup }: OutputFilesSetup, open: readonly OpenView[]) {
    // Without `moving`, which keeps the layers' pictures in memory.
    this.#setup = setup;
    this.#open = open;
  }

  /** Opens an encoder for each video. If one fails, the others are removed. */
  static async open(setup: OutputFilesSetup): Promise<OutputFiles> {
    const open: OpenView[] = [];
    const files = new OutputFiles(setup, open);
    const postponed = postponedOf(setup.views.flatMap(({ outputs }) => outputs));
    try {
      for (const view of setup.views) {
        const outputs = view.outputs.filter(({ spec }) => formats[spec.format].kind === 'video');
        if (outputs.length === 0) continue;
        const opened: OpenView = { frames: openView(setup.frame, view.window, view.size), videos: [] };
        open.push(opened);
        for (const output of outputs)
          opened.videos.push(await openVideo(output, view, setup, postponed.has(output)));
      }
      return files;
    } catch (error) {
      await files.discard();
      throw error;
    }
  }

  /** Encoder of the first video, in the order of the request. */
  get encoder(): EncoderName {
    const names = new Map(this.#videos.map(({ output, encoderName }) => [output.spec.fileName, encoderName]));
    const first = this.#setup.request.outputs.find(({ fileName }) => names.has(fileName));
    return names.get(first?.fileName ?? '') ?? 'x264';
  }

  /** Writes frame 0 as the requested posters. `rgba` is a whole frame. */
  async writePosters(rgba: Uint8Array): Promise<void> {
    const { views, frame } = this.#setup;
    for (const view of views) {
      const posters = view.outputs.filter(({ spec }) => formats[spec.format].kind === 'poster');
      if (posters.length === 0) continue;
      const seen = await seeRgba(rgba, frame, view);
      for (const { spec } of posters) {
        const format = spec.format as PosterFormatName;
        const { quality, maxBytes } = spec;
        const { width, height } = view.size;
        // 1 is the lowest quality, and 0 is treated as 1.
        const asked = { format, maxBytes, ...(quality !== undefined && { quality: Math.max(1, quality) }) };
        const { bytes, missedBudgetBytes } = await encodePoster(seen, width, height, asked);
        await writeFile(this.#partial(spec), bytes);
        this.#made.set(spec, { format, bytes: bytes.byteLength, codecs: '', missedBudgetBytes });
      }
    }
  }

  /** Resolves when every encoder has accepted the frame; `yuv` may be reused then. */
  async addFrame(yuv: Uint8Array): Promise<void> {
    const views = this.#open.map(async ({ frames, videos }) => {
      const seen = await frames.see(yuv);
      await allDone(videos.map(({ encoder, alpha }) => encoder.addFrame(seen, alpha)));
    });
    await allDone(views);
  }

  /**
   * Completes the files and gives them their final names.
   * @param options.onFrame called for frames that are encoded only now
   * @throws the reason of `signal` when it aborts
   */
  async finish({ onFrame, signal }: FinishOptions = {}): Promise<FinishedOutput[]> {
    const { views, request } = this.#setup;
    // One after another, with postponed encoders last: by then the others have freed their memory.
    const inOrder = this.#videos.toSorted((a, b) => Number(isEncodedLast(a)) - Number(isEncodedLast(b)));
    for (const { output, encoder, encoderName } of inOrder) {
      signal?.throwIfAborted();
      const isHevc = output.spec.format === 'mp4-h264' && encoderName === 'nvenc-hevc';
      this.#made.set(output.spec, {
        ...(await finishUnlessAborted(encoder, onFrame, signal)),
        format: isHevc ? 'mp4-hevc' : output.spec.format,
      });
    }
    for (const spec of request.outputs) {
      if (formats[spec.format].kind === 'poster') await rename(this.#partial(spec), this.#path(spec));
    }
    this.#freeViews();
    const sizes = new Map(
      views.flatMap(({ outputs, size }) => outputs.map(({ spec }) => [spec, size] as const)),
    );
    return Promise.all(request.outputs.map((spec) => this.#describe(spec, sizes.get(spec) as Size)));
  }

  /** Removes the written files. */
  async discard(): Promise<void> {
    for (const { encoder } of this.#videos) await encoder.abort();
    this.#freeViews();
    for (const spec of this.#setup.request.outputs) {
      await rm(this.#partial(spec), { force: true });
      await rm(this.#path(spec), { force: true });
    }
  }

  get #videos(): OpenVideo[] {
    return this.#open.flatMap(({ videos }) => videos);
  }

  async #describe(spec: RequestedOutput, { width, height }: Size): Promise<FinishedOutput> {
    const made = this.#made.get(spec);
    if (!made) throw new Error(`Expected ${spec.fileName} to be made`);
    const { fileName, crop = 'original' } = spec;
    return { fileName, crop, width, height, ...made, sha256: await sha256OfFile(this.#path(spec)) };
  }

  #freeViews(): void {
    if (this.#hasViews) for (const { frames } of this.#open) frames.free();
    this.#hasViews = false;
  }

  #path({ fileName }: RequestedOutput): string {
    return join(this.#setup.request.folder, fileName);
  }

  /** Name of an unfinished file, in the same form as that of the video encoder. */
  #partial(spec: RequestedOutput): string {
    return `${this.#path(spec)}.partial`;
  }
}

async function openVideo(
  output: PlannedOutput<RequestedOutput>,
  view: OutputView,
  { request, frame, chosen, moving, openVideo: open = openVideoEncoder }: OutputFilesSetup,
  isPostponed: boolean,
): Promise<OpenVideo> {
  const { settings, motionDigest, folder } = request;
  const { spec } = output;
  const isOneOfMany = request.outputs.filter(({ format }) => formats[format].kind === 'video').length > 1;
  const context = { settings, motionDigest, chosen, isOneOfMany, isPostponed };
  const asked = videoSettings(spec, view.size, context);
  const alpha = formats[spec.format].hasAlpha ? await seePlane(moving(), frame, view) : undefined;
  const encoder = await open(join(folder, spec.fileName), asked);
  return { output, encoder, encoderName: asked.encoder, isPostponed, alpha };
}

function isEncodedLast({ isPostponed, output }: OpenVideo): boolean {
  return isPostponed || output.spec.maxBytes !== undefined;
}

/** @throws the reason of `signal` when it aborts */
async function finishUnlessAborted(
  encoder: VideoEncoder,
  onFrame?: () => void,
  signal?: AbortSignal,
): Promise<FinishedVideo> {
  const abort = () => void encoder.abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await encoder.finish(onFrame);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Waits for all, so that nothing is running if one fails. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Rethrows the error; a full disk, wherever it was noticed, as an error that the user can fix. */
export function rethrowStorage(error: unknown): never {
  if (error instanceof UserError || !isStorageFull(error)) throw error;
  const message =
    'Expected room for the video, but no space is left on the disk, or in what may be written; free some and try again';
  throw new UserError('STORAGE_FULL', message, { cause: error, isRetryable: true });
}
