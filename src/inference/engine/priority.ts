import { execFile } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { promisify } from 'node:util';

/** What an engine gets of the processors: `idle`, what nobody else wants; `low`, a tenth of what others get. */
export const enginePriorities = ['idle', 'low'] as const;
export type EnginePriority = (typeof enginePriorities)[number];

/**
 * Lets others go first in this process's threads, those that run and those to come. Where the system knows no `idle`
 * (anything but Linux, or no `chrt`) it is `low`, and the log says so.
 *
 * Niceness alone shares out time but lets what runs finish its slice of some milliseconds, and a query waits for that
 * several times. Threads of the policy SCHED_IDLE leave the processor at once (sched(7),
 * https://man7.org/linux/man-pages/man7/sched.7.html).
 */
export async function givePrecedence(priority: EnginePriority, log: (line: string) => void): Promise<void> {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  if (priority === 'low') return;
  try {
    // Node reaches niceness alone. `chrt` is part of util-linux, which every Linux has, and of BusyBox.
    await promisify(execFile)('chrt', ['-a', '-i', '-p', '0', String(process.pid)]);
  } catch (error) {
    log(`the engine's priority is low instead of idle: ${error instanceof Error ? error.message : error}`);
  }
}
