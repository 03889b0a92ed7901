import type { Log } from './log.ts';
import { whenToldToEnd } from './told-to-end.ts';

/** How long a shutdown may take, beyond the time of grace for a rendering, before the process gives up on it. */
const shutdownTimeoutMs = 20_000;

/**
 * Ends the process in order when it is told to.
 * @param stop closes everything
 * @param graceMs what it may take beside closing
 */
export function endOnSignals(stop: () => Promise<void>, graceMs: number, log: Log): void {
  let isStopping = false;
  async function end(signal: string): Promise<void> {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'shutting down');
    setTimeout(() => {
      log.error('shutting down took too long');
      process.exit(1);
    }, graceMs + shutdownTimeoutMs).unref();
    await stop();
    process.exit(0);
  }
  whenToldToEnd((signal) => {
    end(signal).catch((error) => {
      log.error({ err: error }, 'shutting down failed');
      process.exit(1);
    });
  });
}
