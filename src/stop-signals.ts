import type { Log } from './log.ts';
import { onTermination } from './termination.ts';

/** Time limit of a shutdown, in addition to the grace period for a rendering. */
const shutdownTimeoutMs = 20_000;

/**
 * Ends the process in order on a signal.
 * @param stop closes everything
 * @param graceMs grace period for a rendering, in addition to the time for closing
 */
export function endOnSignals(stop: () => Promise<void>, graceMs: number, log: Log): void {
  let isStopping = false;
  async function end(signal: string): Promise<void> {
    // A second signal means that the user does not want to wait.
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
  onTermination((signal) => {
    end(signal).catch((error) => {
      log.error({ err: error }, 'shutting down failed');
      process.exit(1);
    });
  });
}
