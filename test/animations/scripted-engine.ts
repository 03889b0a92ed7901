import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../src/animations/work/perform.ts';
import { sha256 } from '../../src/digest.ts';
import { UserError } from '../../src/errors.ts';
import type { JobEvent } from '../../src/inference/engine/client.ts';
import type { RenderReport, RenderRequest, Stage } from '../../src/inference/job.ts';
import { countFrames } from '../../src/inference/settings.ts';
import type { FinishedOutput, RequestedOutput } from '../../src/outputs/spec.ts';
import { formats } from '../../src/video/formats.ts';

/** How a rendering went that was none. */
export const plainReport: RenderReport = {
  width: 640,
  height: 360,
  frames: 240,
  fps: 30,
  device: 'cpu',
  renderer: 'native',
  encoder: 'x264',
  bundle: 'test@1.0.0',
  seconds: { decode: 0, motion: 0, appearance: 0, render: 0, encode: 0, check: 0, total: 0 },
  peakRssBytes: 1,
  quality: { firstFrameMaxAbsError: 0, seamRatio: 1, contrastKept: 1, meanSpeedPixels: 1 },
  warnings: [],
  outputs: [],
};

/** One call of `render`, played by the test. */
export class ScriptedJob {
  readonly id: string;
  readonly request: RenderRequest;
  readonly signal: AbortSignal;
  readonly frames: number;
  readonly #onEvent: (event: JobEvent) => void;
  readonly #report = Promise.withResolvers<RenderReport>();

  constructor(id: string, request: RenderRequest, onEvent: (event: JobEvent) => void, signal: AbortSignal) {
    this.id = id;
    this.request = request;
    this.signal = signal;
    this.frames = countFrames(request.settings);
    this.#onEvent = onEvent;
    const abort = () => this.fail(new DOMException('canceled', 'AbortError'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }

  get done(): Promise<RenderReport> {
    return this.#report.promise;
  }

  /** Resolves when the worker has asked for the job to stop. */
  async aborted(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }

  stage(stage: Stage): void {
    this.#onEvent({ type: 'stage', jobId: this.id, stage });
  }

  frame(frame: number): void {
    this.#onEvent({ type: 'progress', jobId: this.id, frame, frames: this.frames });
  }

  preview(frame: number, jpeg: Uint8Array): void {
    this.#onEvent({ type: 'preview', jobId: this.id, frame, jpeg, width: 320, height: 180 });
  }

  fail(error: unknown): void {
    this.#report.reject(error);
  }

  crash(): void {
    this.fail(
      new UserError('ENGINE_CRASHED', 'The engine process was ended by SIGSEGV', { isRetryable: true }),
    );
  }

  /** Writes all files and finishes. */
  async finish(): Promise<void> {
    const { folder, outputs } = this.request;
    try {
      for (const output of outputs) await writeFile(join(folder, output.fileName), contentOf(output));
    } catch (error) {
      // Stopped in the middle: the folder is gone.
      if (this.signal.aborted) return;
      throw error;
    }
    const { fps } = this.request.settings;
    this.#report.resolve({ ...plainReport, frames: this.frames, fps, outputs: outputs.map(finished) });
  }
}

function contentOf({ format }: RequestedOutput): string {
  return `a ${formats[format].kind}`;
}

function finished(output: RequestedOutput): FinishedOutput {
  const content = contentOf(output);
  const size = { width: 640, height: 360, bytes: content.length };
  const { fileName, format, crop = 'original' } = output;
  return { fileName, format, crop, ...size, sha256: sha256(content), codecs: '' };
}

/** An engine whose jobs do what the test says. */
export class ScriptedEngine implements Engine {
  readonly device = 'cpu';
  readonly renderer = 'native';
  readonly encoder = 'x264';
  readonly bundle = 'test@1.0.0';
  readonly #jobs: ScriptedJob[] = [];
  #arrived = Promise.withResolvers<void>();

  async render(
    jobId: string,
    request: RenderRequest,
    onEvent: (event: JobEvent) => void,
    signal: AbortSignal,
  ): Promise<RenderReport> {
    const job = new ScriptedJob(jobId, request, onEvent, signal);
    this.#jobs.push(job);
    this.#arrived.resolve();
    return job.done;
  }

  /** The next job that the worker hands over. */
  async nextJob(): Promise<ScriptedJob> {
    while (this.#jobs.length === 0) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    return this.#jobs.shift() as ScriptedJob;
  }

  async close(): Promise<void> {}
}
