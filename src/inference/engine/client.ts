import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCacheFolder } from '../../compile-cache.ts';
import { UserError } from '../../errors.ts';
import type { EncoderChoice, EncoderName } from '../../video/encoders.ts';
import type { Device, RendererName } from '../devices.ts';
import type { RenderEvent, RenderReport, RenderRequest } from '../job.ts';
import type { KernelChoice } from '../renderer/cpu/kernel.ts';
import type { DeviceChoice } from '../runtime/session.ts';
import { type EngineCommand, type EngineEvent, toError } from './messages.ts';
import { Watchdog } from './watchdog.ts';

export interface EngineOptions {
  bundleDirectory: string;
  /** Default `auto`. */
  device?: DeviceChoice;
  /** Of the renderer on the CPU; default `auto`. */
  kernel?: KernelChoice;
  /** Default `auto`. */
  encoder?: EncoderChoice;
  /** How long a job may report nothing before its process counts as stuck; 0 for any time, the default. */
  stallSeconds?: number;
  /** How long a process may take until its networks are loaded, compiled for a GPU and tried out; default 300. */
  startSeconds?: number;
  /** Hears what the engine process writes, line by line. */
  log?: (line: string) => void;
}

/** What a job reports while it runs. */
export type JobEvent = RenderEvent & { jobId: string };

interface RunningJob {
  jobId: string;
  request: RenderRequest;
  onEvent: (event: JobEvent) => void;
  resolve: (report: RenderReport) => void;
  reject: (error: unknown) => void;
  /** Runs while its process is at it. */
  watchdog: Watchdog | null;
  /** Whether its process is ended for reporting nothing. */
  isStuck: boolean;
}

interface Running {
  child: ChildProcess;
  device: Device;
  renderer: RendererName;
  encoder: EncoderName;
  /** `name@version`. */
  bundle: string;
}

/**
 * glibc's allocator by default keeps freed pictures for a next time that does not come, in an arena per thread. Measured at
 * 1080p: 46 MB less at the peak, no slower. Other allocators do not read these.
 */
const allocation = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' };
const processPath = new URL('./process.ts', import.meta.url);
/** A run of a network cannot be interrupted, but none takes this long: past it a canceled job's process is ended. */
const cancelTimeoutMs = 20_000;
/** What the process allows itself to clean up, and some. */
const closeTimeoutMs = 15_000;

/**
 * An engine in a process of its own, one job at a time. A crash fails the job it was at and no other: the next one
 * gets a fresh process.
 */
export class EngineProcess {
  readonly #options: EngineOptions;
  #running: Running;
  #job: RunningJob | undefined;
  #isClosed = false;

  private constructor(options: EngineOptions, running: Running) {
    this.#options = options;
    this.#running = running;
    this.#watch(running.child);
  }

  /**
   * Starts the process and waits until its bundle is loaded.
   * @param signal ends the process when it aborts before that
   * @throws UserError INVALID_BUNDLE, INVALID_SETTINGS for what this machine lacks, or ENGINE_CRASHED when the process ends before
   * that, or takes too long; AbortError after `signal` aborted
   */
  static async start(options: EngineOptions, signal?: AbortSignal): Promise<EngineProcess> {
    return new EngineProcess(options, await launch(options, signal));
  }

  /** Where the networks really run. */
  get device(): Device {
    return this.#running.device;
  }

  /** What draws the frames. */
  get renderer(): RendererName {
    return this.#running.renderer;
  }

  /** What makes the videos. */
  get encoder(): EncoderName {
    return this.#running.encoder;
  }

  /** `name@version` of the bundle. */
  get bundle(): string {
    return this.#running.bundle;
  }

  /** For tests of crashes. */
  get processId(): number | undefined {
    return this.#running.child.pid;
  }

  /**
   * Renders one animation.
   * @throws UserError what the engine reports, or ENGINE_CRASHED (retryable) when its process ends, or reports nothing for too long;
   * AbortError after `signal` aborted and the job was stopped. In every case none of the files is left in the request's folder.
   */
  async render(
    jobId: string,
    request: RenderRequest,
    onEvent: (event: JobEvent) => void = () => {},
    signal?: AbortSignal,
  ): Promise<RenderReport> {
    if (this.#isClosed) throw new Error('Expected an open engine, but it was closed');
    if (this.#job) throw new Error(`Expected an idle engine, but it renders ${this.#job.jobId}`);
    if (signal?.aborted) throw abortError();
    const { promise, resolve, reject } = Promise.withResolvers<RenderReport>();
    const job: RunningJob = { jobId, request, onEvent, resolve, reject, watchdog: null, isStuck: false };
    this.#job = job;
    try {
      if (!isAlive(this.#running.child)) {
        this.#running = await launch(this.#options, signal);
        this.#watch(this.#running.child);
      }
      const { child } = this.#running;
      let timeout: NodeJS.Timeout | undefined;
      const cancel = () => {
        tell(child, { type: 'cancel', jobId });
        timeout = setTimeout(() => child.kill('SIGKILL'), cancelTimeoutMs);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      using watchdog = new Watchdog(this.#options.stallSeconds ?? 0, () => {
        job.isStuck = true;
        // A stopped process takes no other signal.
        child.kill('SIGKILL');
      });
      job.watchdog = watchdog;
      tell(child, { type: 'render', jobId, request });
      try {
        return await promise;
      } catch (error) {
        if (signal?.aborted && error instanceof UserError && error.code === 'ENGINE_CRASHED')
          throw abortError();
        throw error;
      } finally {
        clearTimeout(timeout);
        signal?.removeEventListener('abort', cancel);
      }
    } finally {
      this.#job = undefined;
    }
  }

  /** Ends the process; a job it was at is stopped first and leaves no file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const { child } = this.#running;
    if (!isAlive(child)) return;
    const ended = once(child, 'exit');
    if (child.connected) child.disconnect();
    const timeout = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
    await ended;
    clearTimeout(timeout);
  }

  #watch(child: ChildProcess): void {
    child.on('message', (event: EngineEvent) => this.#hear(event));
    child.once('exit', async (code, signal) => {
      const job = this.#job;
      if (!job) return;
      await removePartialFiles(job.request);
      job.reject(job.isStuck ? stuck(this.#options.stallSeconds ?? 0) : crashed(code, signal));
    });
  }

  #hear(event: EngineEvent): void {
    const job = this.#job;
    if (!job || event.type === 'ready' || event.jobId !== job.jobId) return;
    job.watchdog?.refresh();
    if (event.type === 'finished') job.resolve(event.report);
    else if (event.type === 'canceled') job.reject(abortError());
    else if (event.type === 'failed') job.reject(toError(event));
    else job.onEvent(event);
  }
}

async function launch(options: EngineOptions, signal?: AbortSignal): Promise<Running> {
  const { bundleDirectory, device = 'auto', kernel = 'auto', encoder = 'auto', log = () => {} } = options;
  const { startSeconds = 300 } = options;
  const child = fork(processPath, [bundleDirectory, device, kernel, encoder], {
    execPath: process.execPath,
    execArgv: [],
    env: { NODE_COMPILE_CACHE: compileCacheFolder, ...allocation, ...process.env },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', log);
  }
  // One that hangs does not see that this process has gone.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const { promise, resolve, reject } = Promise.withResolvers<Running>();
  const giveUp = (reason: Error) => {
    reject(reason);
    end();
  };
  // One that hangs never says so.
  const timeout = setTimeout(() => giveUp(neverReady(startSeconds)), startSeconds * 1000);
  const abort = () => giveUp(abortError());
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  child.once('error', reject);
  child.once('exit', (code, signal) => reject(crashed(code, signal)));
  child.once('message', (event: EngineEvent) => {
    if (event.type === 'ready') {
      const { device, renderer, encoder, bundle } = event;
      resolve({ child, device, renderer, encoder, bundle });
    } else if (event.type === 'failed') reject(toError(event));
  });
  return promise.finally(() => {
    clearTimeout(timeout);
    signal?.removeEventListener('abort', abort);
  });
}

function tell(child: ChildProcess, command: EngineCommand): void {
  // A process that is gone shows as `exit`.
  if (child.connected) child.send(command, () => {});
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.connected;
}

/** What a process that was killed could not remove itself. */
async function removePartialFiles({ folder, outputs }: RenderRequest): Promise<void> {
  for (const { fileName } of outputs) {
    const path = join(folder, fileName);
    await rm(`${path}.partial`, { force: true });
    await rm(path, { force: true });
  }
}

function crashed(code: number | null, signal: NodeJS.Signals | null): UserError {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  const message = `The engine process ${how} before the video was finished; try again`;
  return new UserError('ENGINE_CRASHED', message, { isRetryable: true });
}

function neverReady(seconds: number): UserError {
  const message = `The engine process was not ready to render after ${seconds} s and was ended; its log says how far it came`;
  return new UserError('ENGINE_CRASHED', message, { isRetryable: true });
}

function stuck(seconds: number): UserError {
  const message = `The engine process reported nothing for ${seconds} s and was ended; try again`;
  return new UserError('ENGINE_CRASHED', message, { isRetryable: true });
}

function abortError(): DOMException {
  return new DOMException('The animation was canceled', 'AbortError');
}
