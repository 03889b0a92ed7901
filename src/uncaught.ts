import type { EventEmitter } from 'node:events';
import type { Log } from './log.ts';

/**
 * Keeps a process at its work when an assertion of a library fails in an event of some connection, where nobody can catch it.
 * Every outgoing request has a connection and a time limit of its own, so it alone is lost. After any other error that nobody
 * caught the state of the process is unknown: it ends, and what it worked on goes back to the queue.
 * @param target the process
 */
export function outliveAssertions(
  log: Pick<Log, 'error' | 'fatal'>,
  target: EventEmitter & { exit(code: number): void } = process,
): void {
  target.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (error?.code === 'ERR_ASSERTION')
      return log.error({ err: error }, 'an assertion failed; one request is lost');
    log.fatal({ err: error }, 'an error that nobody caught ends the process');
    target.exit(1);
  });
}
