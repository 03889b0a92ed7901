import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** One JSON object a line on standard output. */
export function createLog(config: Pick<Config, 'logLevel'>): Log {
  return pino({ level: config.logLevel });
}

/** Logs that a process is ready, whatever the level: whoever starts it waits for that line. */
export function logReady(log: Log, message: string, facts: Record<string, string>): void {
  log.child({}, { level: 'info' }).info(facts, message);
}
