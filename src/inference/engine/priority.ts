import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lowers the priority of all threads of this process, existing and future: about a tenth of a share if the CPUs are
 * busy, all of them if they are idle.
 * Linux keeps niceness by thread, and those of Node's pool, which start the encoder's and the kernel's, exist before
 * the first line runs, so each is lowered by its thread id (sched(7),
 * https://man7.org/linux/man-pages/man7/sched.7.html). Other systems keep it by process.
 */
export function letOthersGoFirst(): void {
  const ids = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
  for (const id of ids) {
    try {
      setPriority(id, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // The thread has ended, or already has a lower priority that cannot be raised.
    }
  }
}
