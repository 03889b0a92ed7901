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
  /** Kernel of the CPU renderer; default `auto`. */
  kernel?: KernelChoice;
  /** Default `auto`. */
  encoder?: EncoderChoice;
  /** How long a job may report nothing before its process counts as stuck; 0, the default: no limit. */
  stallSeconds?: number;
  /** Timeout for loading the networks, compiling them for a GPU and the probe run; default 300. */
  startSeconds?: number;
  /** Receives the output of the engine process, line by line. */
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
  /** Runs while its process works on it. */
  watchdog: Watchdog | null;
  /** Whether its process is ended because it reported nothing. */
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
 * By default glibc's allocator keeps freed pictures in an arena per thread for a reuse that does not happen. Measured
 * at 1080p: 46 MB less at the peak, no slower. Other allocators ignore these.
 */
const allocation = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' };
/** Half of what V8 takes by default for new objects, since most of a job lies outside its heap: 45 MB less at the peak, no slower. */
const youngGeneration = '--max-semi-space-size=8';
const processPath = new URL('./process.ts', import.meta.url);
/** A network run cannot be interrupted, but none takes this long: after it a canceled job's process is ended. */
const cancelTimeoutMs = 20_000;
/** Slightly more than the process allows itself for cleaning up. */
const closeTimeoutMs = 15_000;

/**
 * An engine in a separate process, one job at a time. A crash fails only the current job: the next one gets a new
 * process.
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
   * @throws UserError INVALID_BUNDLE, INVALID_SETTINGS for anything this machine lacks, or ENGINE_CRASHED if the
   *   process ends before that, or takes too long; AbortError after `signal` aborted
   */
  static async start(options: EngineOptions, signal?: AbortSignal): Promise<EngineProcess> {
    return new EngineProcess(options, await launch(options, signal));
  }

  /** The device on which the networks actually run. */
  get device(): Device {
    return this.#running.device;
  }

  /** The frame renderer. */
  get renderer(): RendererName {
    return this.#running.renderer;
  }

  /** The video encoder. */
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
   * @throws UserError reported by the engine, or ENGINE_CRASHED (retryable) if its process ends or reports nothing for
   *   too long; AbortError after `signal` aborted and the job was stopped. In every case no files are left in the
   *   request's folder.
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
        // A stopped process handles no other signal.
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

  /** Ends the process; a running job is stopped first and leaves no files. */
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
    execArgv: [youngGeneration],
    env: { NODE_COMPILE_CACHE: compileCacheFolder, ...allocation, ...process.env },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', log);
  }
  // A hung process would not notice that this one has ended.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const { promise, resolve, reject } = Promise.withResolvers<Running>();
  const giveUp = (reason: Error) => {
    reject(reason);
    end();
  };
  // A hung process never reports it.
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
  // An ended process is reported by `exit`.
  if (child.connected) child.send(command, () => {});
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.connected;
}

/** Files that a killed process could not remove itself. */
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
  const message = `The engine process was not ready to render after ${seconds} s and was ended; see its log`;
  return new UserError('ENGINE_CRASHED', message, { isRetryable: true });
}

function stuck(seconds: number): UserError {
  const message = `The engine process reported nothing for ${seconds} s and was ended; try again`;
  return new UserError('ENGINE_CRASHED', message, { isRetryable: true });
}

function abortError(): DOMException {
  return new DOMException('The animation was canceled', 'AbortError');
}
