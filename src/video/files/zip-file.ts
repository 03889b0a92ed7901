import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Packet } from 'node-av/lib';
import * as yazl from 'yazl';
import { isStorageFull, UserError } from '../../errors.ts';
import { type FileFacts, partialPathOf, type VideoFile } from './video-file.ts';

/** Date of every entry, so that equal frames give equal files: the earliest date that ZIP supports. */
const mtime = new Date('1980-01-01T00:00:00Z');

/**
 * A picture per frame (`frame-00001.png` …), written as it arrives and not compressed again. One frame is in memory at
 * a time. More than 4 GB or 65,535 frames make it a ZIP64.
 */
export class ZipFile implements VideoFile {
  readonly path: string;
  readonly #comment: string;
  readonly #zip = new yazl.ZipFile();
  readonly #partialPath: string;
  /** Resolves when everything is written. */
  readonly #written: Promise<void>;
  readonly #abort = new AbortController();
  #frames = 0;
  #isComplete = false;

  private constructor(path: string, comment: string) {
    this.path = path;
    this.#comment = comment;
    this.#partialPath = partialPathOf(path);
    this.#written = pipeline(this.#output, createWriteStream(this.#partialPath), {
      signal: this.#abort.signal,
    });
    // Reported by the next call; until then it must not be an unhandled rejection.
    this.#written.catch(() => {});
  }

  static async create(path: string, comment = ''): Promise<ZipFile> {
    // Fails early if the folder is missing.
    await (await open(partialPathOf(path), 'w')).close();
    return new ZipFile(path, comment);
  }

  async write(packet: Packet): Promise<void> {
    const { data } = packet;
    if (data === null) throw new Error('Expected an encoded frame but the packet is empty');
    const name = `frame-${String(++this.#frames).padStart(5, '0')}.png`;
    // Copied, because the packet's memory returns to FFmpeg.
    this.#zip.addBuffer(Buffer.from(data), name, { compress: false, mtime, forceDosTimestamp: true });
    packet.unref();
    if (!this.#output.writableNeedDrain) return;
    await this.#untilWritten(once(this.#output, 'drain', { signal: this.#abort.signal }));
  }

  async finish(): Promise<FileFacts> {
    this.#zip.end({ comment: this.#comment, forceZip64Format: false });
    await this.#untilWritten(this.#written);
    const file = await open(this.#partialPath, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.#partialPath, this.path);
    this.#isComplete = true;
    return { codecs: '' };
  }

  async discard(): Promise<void> {
    this.#abort.abort();
    await Promise.allSettled([this.#written]);
    await rm(this.#isComplete ? this.path : this.#partialPath, { force: true });
  }

  get #output(): PassThrough {
    return this.#zip.outputStream as PassThrough;
  }

  /** Waits for a step, or for an earlier failure of the file. */
  async #untilWritten(step: Promise<unknown>): Promise<void> {
    try {
      await Promise.race([step, this.#written.then(() => step)]);
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      const message = `Could not write ${this.#partialPath}: no space left on the disk; free some and try again`;
      throw new UserError('STORAGE_FULL', message, { cause: error, isRetryable: true });
    }
  }
}
