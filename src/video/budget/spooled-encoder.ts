import { rename, rm } from 'node:fs/promises';
import { profileOf } from '../encoders/registry.ts';
import { type FileEncoderParts, openFileEncoder } from '../file-encoder.ts';
import type { FinishedVideo, VideoEncoder, VideoEncoderSettings } from '../video.ts';
import { type Attempt, bestOf, nextCrf } from './search.ts';
import { FrameSpool } from './spool.ts';

/** Data that an encoder needs in addition to the frames and that is computed from all of them, such as a palette. */
export type PartsOf = (spool: FrameSpool, settings: VideoEncoderSettings) => Promise<FileEncoderParts>;

interface MadeFile extends Attempt {
  path: string;
  finished: FinishedVideo;
}

/**
 * Stores all frames in a file next to the video and encodes them after the last one: once, or, with a byte budget,
 * until the file fits, at most six times. While it receives frames it needs only the memory of the spool.
 */
export class SpooledEncoder implements VideoEncoder {
  readonly #path: string;
  readonly #settings: VideoEncoderSettings;
  readonly #spool: FrameSpool;
  readonly #partsOf: PartsOf;
  readonly #files = new Set<string>();
  /** While a file is being made. */
  #encoder: VideoEncoder | undefined;
  #isAborted = false;
  #finishing: Promise<FinishedVideo> | undefined;

  private constructor(path: string, settings: VideoEncoderSettings, spool: FrameSpool, partsOf: PartsOf) {
    this.#path = path;
    this.#settings = settings;
    this.#spool = spool;
    this.#partsOf = partsOf;
  }

  static async open(
    path: string,
    settings: VideoEncoderSettings,
    partsOf: PartsOf = async () => ({}),
  ): Promise<SpooledEncoder> {
    return new SpooledEncoder(path, settings, await FrameSpool.open(`${path}.frames`, settings), partsOf);
  }

  addFrame(yuv: Uint8Array, alpha?: Uint8Array): Promise<void> {
    return this.#spool.addFrame(yuv, alpha);
  }

  finish(onFrame: () => void = () => {}): Promise<FinishedVideo> {
    this.#finishing ??= this.#makeBest(onFrame).catch(async (error) => {
      await this.#removeAll();
      throw error;
    });
    return this.#finishing;
  }

  async abort(): Promise<void> {
    this.#isAborted = true;
    await this.#encoder?.abort();
    if (this.#finishing) await Promise.allSettled([this.#finishing]);
    else await this.#removeAll();
  }

  async #makeBest(onFrame: () => void): Promise<FinishedVideo> {
    await this.#spool.finish();
    const { maxBytes = Number.POSITIVE_INFINITY, crf } = this.#settings;
    const { shrinkPerCrf } = profileOf(this.#settings);
    const made: MadeFile[] = [];
    for (
      let next: number | null = crf;
      next !== null;
      next = nextCrf(made, { maxBytes, crf, shrinkPerCrf })
    ) {
      made.push(await this.#make(next, made.length, onFrame));
      await this.#removeAllBut(bestOf(made, maxBytes).path);
    }
    const { path, finished } = bestOf(made, maxBytes);
    await this.#spool.remove();
    this.#expectNotAborted();
    await rename(path, this.#path);
    const missed = finished.bytes - maxBytes;
    return missed > 0 ? { ...finished, missedBudgetBytes: missed } : finished;
  }

  async #make(crf: number, number: number, onFrame: () => void): Promise<MadeFile> {
    this.#expectNotAborted();
    const path = `${this.#path}.${number}`;
    const settings = { ...this.#settings, crf };
    this.#files.add(path);
    const encoder = await openFileEncoder(path, settings, await this.#partsOf(this.#spool, settings));
    this.#encoder = encoder;
    try {
      for await (const { yuv, alpha } of this.#spool.frames()) {
        this.#expectNotAborted();
        await encoder.addFrame(yuv, alpha);
        onFrame();
      }
      const finished = await encoder.finish();
      return { path, crf, bytes: finished.bytes, finished };
    } catch (error) {
      await encoder.abort();
      throw error;
    } finally {
      this.#encoder = undefined;
    }
  }

  async #removeAllBut(kept: string | null): Promise<void> {
    for (const path of this.#files) {
      if (path === kept) continue;
      await rm(path, { force: true });
      this.#files.delete(path);
    }
  }

  async #removeAll(): Promise<void> {
    await this.#spool.remove();
    await this.#removeAllBut(null);
  }

  #expectNotAborted(): void {
    if (this.#isAborted) throw new Error('The video was aborted while it was being finished');
  }
}
