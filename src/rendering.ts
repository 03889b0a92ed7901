import type { Engine } from './animations/work/perform.ts';
import { Worker } from './animations/work/worker.ts';
import type { Config } from './config.ts';
import { EngineProcess } from './inference/engine/client.ts';
import type { Jobs, Keep } from './jobs.ts';
import type { Log } from './log.ts';
import { observeEngine } from './observability/engine.ts';
import type { Metrics } from './observability/metrics.ts';

export interface Rendering {
  /** What the networks run on. */
  device: string;
  /** What draws the frames. */
  renderer: string;
  /** What makes the videos. */
  encoder: string;
  worker: Worker;
}

export interface RenderingOptions {
  log: Log;
  metrics: Metrics;
  /** Starts what renders; default: an engine process on the configured bundle and device. */
  startEngine?: () => Promise<Engine>;
}

/** Settings that an engine starts with. */
type EngineConfig = 'bundleDirectory' | 'device' | 'kernel' | 'encoder' | 'stallSeconds';

/**
 * Starts an engine and begins to work off the queue.
 * @throws UserError INVALID_BUNDLE, ENGINE_CRASHED, INVALID_SETTINGS for a kernel or an encoder that this machine lacks
 */
export async function startRendering(
  config: Pick<Config, EngineConfig | 'runLimits' | 'shutdownGraceSeconds'>,
  jobs: Jobs,
  { log, metrics, startEngine = () => startEngineProcess(config, log) }: RenderingOptions,
  keep: Keep,
): Promise<Rendering> {
  const engine = observeEngine(keep(await startEngine()), metrics);
  const { device, renderer, encoder, bundle } = engine;
  log.info({ device, renderer, encoder, bundle }, 'the engine is ready');
  const { runLimits: limits, shutdownGraceSeconds: graceSeconds } = config;
  return {
    device,
    renderer,
    encoder,
    worker: keep(await Worker.start({ ...jobs, engine, limits, graceSeconds, log })),
  };
}

function startEngineProcess(
  { bundleDirectory, device, kernel, encoder, stallSeconds }: Pick<Config, EngineConfig>,
  log: Log,
): Promise<Engine> {
  const tell = (line: string) => log.info({ from: 'engine' }, line);
  return EngineProcess.start({ bundleDirectory, device, kernel, encoder, stallSeconds, log: tell });
}
