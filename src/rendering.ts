import { once } from 'node:events';
import type { Engine } from './animations/work/perform.ts';
import { Worker } from './animations/work/worker.ts';
import type { Config } from './config.ts';
import { EngineProcess } from './inference/engine/client.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { observeEngine } from './observability/engine.ts';
import type { Metrics } from './observability/metrics.ts';

/** Facts about the engine, once known. */
export interface RenderingFacts {
  /** Device of the networks. */
  device: string;
  /** Renderer of the frames. */
  renderer: string;
  /** Encoder of the videos. */
  encoder: string;
}

export interface RenderingOptions {
  log: Log;
  metrics: Metrics;
  /** Starts the engine; default: an engine process with the configured bundle and device. */
  startEngine?: (signal: AbortSignal) => Promise<Engine>;
  /** What to wait for before the engine starts. Default: nothing. */
  startAfter?: Promise<unknown>;
}

/** Settings for starting an engine. */
type EngineConfig = 'bundleDirectory' | 'device' | 'kernel' | 'encoder' | 'stallSeconds';
type RenderingConfig = Pick<Config, EngineConfig | 'runLimits' | 'shutdownGraceSeconds'>;

/** An engine, and a worker that processes the queue with it as soon as the engine has loaded its networks. */
export class Rendering {
  /**
   * Resolves when the engine is ready.
   * @throws UserError INVALID_BUNDLE, ENGINE_CRASHED, INVALID_SETTINGS for a kernel or an encoder that this machine
   *   lacks
   */
  readonly started: Promise<RenderingFacts>;
  #engine: Engine | undefined;
  #worker: Worker | undefined;
  readonly #stopping = new AbortController();

  private constructor(config: RenderingConfig, jobs: Jobs, options: RenderingOptions) {
    this.started = this.#start(config, jobs, options);
    // Callers that care await `started`; until then it must not be an unhandled rejection.
    this.started.catch(() => {});
  }

  /** Begins to start, without waiting: requests to the API do not need the engine. */
  static begin(config: RenderingConfig, jobs: Jobs, options: RenderingOptions): Rendering {
    return new Rendering(config, jobs, options);
  }

  async #start(config: RenderingConfig, jobs: Jobs, options: RenderingOptions): Promise<RenderingFacts> {
    const { log, metrics, startEngine = (signal) => startEngineProcess(config, log, signal) } = options;
    const { signal } = this.#stopping;
    await Promise.race([options.startAfter, whenAborted(signal)]);
    this.#engine = await startEngine(signal);
    const engine = observeEngine(this.#engine, metrics);
    const { device, renderer, encoder, bundle } = engine;
    log.info({ device, renderer, encoder, bundle }, 'the engine is ready');
    const { runLimits: limits, shutdownGraceSeconds: graceSeconds } = config;
    if (!this.#stopping.signal.aborted) {
      this.#worker = await Worker.start({ ...jobs, engine, limits, graceSeconds, log });
    }
    return { device, renderer, encoder };
  }

  /** Takes no more animations; the current one is finished within the grace period or returned to the queue. */
  async stopWorking(): Promise<void> {
    this.#stopping.abort();
    await this.started.catch(() => {});
    await this.#worker?.close();
  }

  async close(): Promise<void> {
    await this.stopWorking();
    await this.#engine?.close();
  }
}

function whenAborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort');
}

function startEngineProcess(
  { bundleDirectory, device, kernel, encoder, stallSeconds }: Pick<Config, EngineConfig>,
  log: Log,
  signal: AbortSignal,
): Promise<Engine> {
  const tell = (line: string) => log.info({ from: 'engine' }, line);
  return EngineProcess.start({ bundleDirectory, device, kernel, encoder, stallSeconds, log: tell }, signal);
}
