import type { StatsFs } from 'node:fs';

/** What nearly every video and its poster need, with something to spare for photos that come meanwhile. */
const mostSparedBytes = 256 * 2 ** 20;
/** Small volumes are not expected to spare as much. */
const sparedPart = 1 / 20;

/** What is left on a volume, and what is to be left, in bytes. */
export interface Room {
  freeBytes: number;
  sparedBytes: number;
}

/**
 * How much room there is on a volume for those who are not its administrators, and how much there has to be for another
 * rendering: 256 MiB, or a twentieth of a smaller volume. 0 where the volume does not tell its size.
 */
export function roomOf({ bavail, blocks, bsize }: Pick<StatsFs, 'bavail' | 'blocks' | 'bsize'>): Room {
  return {
    freeBytes: bavail * bsize,
    sparedBytes: Math.min(mostSparedBytes, Math.floor(blocks * bsize * sparedPart)),
  };
}
