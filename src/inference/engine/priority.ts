import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { promisify } from 'node:util';

/** What an engine gets of the processors: `idle`, what nobody else wants; `low`, a tenth of what others get. */
export const enginePriorities = ['idle', 'low'] as const;
export type EnginePriority = (typeof enginePriorities)[number];

/**
 * Lets others go first in this process's threads, those that run and those to come. Where the system knows no `idle`
 * (anything but Linux, or no `chrt`) it is `low`, and the log says so.
 *
 * Niceness shares out time: what runs may finish a slice before others come. Threads of the policy SCHED_IDLE leave the
 * processor at once (sched(7), https://man7.org/linux/man-pages/man7/sched.7.html).
 */
export async function givePrecedence(priority: EnginePriority, log: (line: string) => void): Promise<void> {
  lowerThreads();
  if (priority === 'low') return;
  try {
    // Node reaches niceness alone. `chrt` is part of util-linux, which every Linux has, and of BusyBox.
    await promisify(execFile)('chrt', ['-a', '-i', '-p', '0', String(process.pid)]);
  } catch (error) {
    log(`the engine's priority is low instead of idle: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Linux keeps niceness by thread, and those of Node's pool, which start the encoder's and the kernel's, are there before the
 * first line runs: each is lowered by its own number. Other systems keep it by process.
 */
function lowerThreads(): void {
  const ids = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
  for (const id of ids) {
    try {
      setPriority(id, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended, or is lower still and may not be raised.
    }
  }
}
