import type { Engine } from '../animations/work/perform.ts';
import { isLimitExceeded } from '../animations/work/run-limits.ts';
import { UserError } from '../errors.ts';
import type { Metrics } from './metrics.ts';
import { inSpan } from './tracing.ts';

/** An engine whose renderings are counted, timed and traced. */
export function observeEngine(engine: Engine, metrics: Metrics): Engine {
  return {
    get device() {
      return engine.device;
    },
    get renderer() {
      return engine.renderer;
    },
    get encoder() {
      return engine.encoder;
    },
    get bundle() {
      return engine.bundle;
    },
    close: () => engine.close(),
    async render(id, request, onEvent, signal) {
      const { device } = engine;
      const attributes = { 'driftscape.animation': id, 'driftscape.device': device };
      try {
        const report = await inSpan('render animation', attributes, () =>
          engine.render(id, request, onEvent, signal),
        );
        for (const [stage, seconds] of Object.entries(report.seconds)) {
          metrics.jobStages.observe({ stage, device }, seconds);
        }
        metrics.jobs.inc({ outcome: 'succeeded', device });
        return report;
      } catch (error) {
        metrics.jobs.inc({ outcome: outcomeOf(error, signal), device });
        throw error;
      }
    },
  };
}

function outcomeOf(error: unknown, signal: AbortSignal): string {
  // Whoever goes over a limit is stopped for that, and fails.
  if (signal.aborted) return isLimitExceeded(signal.reason) ? 'failed' : 'stopped';
  return error instanceof UserError && error.code === 'ENGINE_CRASHED' ? 'crashed' : 'failed';
}
