import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets others go first in all threads of this process, those that run and those that they start: about a tenth of a share
 * where the processors are wanted, all of them where nobody wants them.
 *
 * Linux keeps niceness by thread, and those of Node's pool, which start the encoder's and the kernel's, are there before the
 * first line runs: each is lowered by its own number (sched(7), https://man7.org/linux/man-pages/man7/sched.7.html). Other
 * systems keep it by process.
 */
export function letOthersGoFirst(): void {
  const ids = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
  for (const id of ids) {
    try {
      setPriority(id, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended, or is lower still and may not be raised.
    }
  }
}
