import { writeFile } from 'node:fs/promises';
import type { Engine } from '../../src/animations/work/perform.ts';
import { UserError } from '../../src/errors.ts';
import type { JobEvent } from '../../src/inference/engine/client.ts';
import type { RenderReport, RenderRequest, Stage } from '../../src/inference/job.ts';
import { countFrames } from '../../src/inference/settings.ts';

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
  videoBytes: 7,
  posterBytes: 8,
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

  /** Writes both files and finishes. */
  async finish(): Promise<void> {
    const { videoPath, posterPath = '' } = this.request;
    try {
      await writeFile(videoPath, 'a video');
      await writeFile(posterPath, 'a poster');
    } catch (error) {
      // Stopped in the middle: the folder is gone.
      if (this.signal.aborted) return;
      throw error;
    }
    this.#report.resolve({ ...plainReport, frames: this.frames, fps: this.request.settings.fps });
  }
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
