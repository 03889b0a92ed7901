import type { EventEmitter } from 'node:events';
import type { Log } from './log.ts';

/**
 * Keeps a process running when an assertion of a library fails in an event of a connection, where nobody can catch it.
 * Every outgoing request has its own connection and time limit, so only that request is lost. After any other uncaught
 * error the state of the process is unknown: it ends, and its work returns to the queue.
 * @param target the process
 */
export function outliveAssertions(
  log: Pick<Log, 'error' | 'fatal'>,
  target: EventEmitter & { exit(code: number): void } = process,
): void {
  target.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (error?.code === 'ERR_ASSERTION')
      return log.error({ err: error }, 'an assertion failed; one request is lost');
    log.fatal({ err: error }, 'an uncaught error ends the process');
    target.exit(1);
  });
}
