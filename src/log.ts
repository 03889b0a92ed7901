import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** One JSON object per line on standard output. */
export function createLog(config: Pick<Config, 'logLevel'>): Log {
  return pino({ level: config.logLevel });
}

/** Logs that a process is ready, regardless of the level, because process managers wait for that line. */
export function logReady(log: Log, message: string, facts: Record<string, string>): void {
  log.child({}, { level: 'info' }).info(facts, message);
}
