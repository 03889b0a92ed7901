import type { StatsFs } from 'node:fs';

/** Enough for nearly every video with its poster, with a reserve for photos uploaded meanwhile. */
const mostSparedBytes = 256 * 2 ** 20;
/** Small volumes need not reserve as much. */
const sparedPart = 1 / 20;

/** Free space of a volume, and required free space, in bytes. */
export interface Room {
  freeBytes: number;
  sparedBytes: number;
}

/**
 * Free space of a volume for unprivileged users, and the space required for another rendering: 256 MiB, or a twentieth
 * of a smaller volume. 0 if the volume does not report its size.
 */
export function roomOf({ bavail, blocks, bsize }: Pick<StatsFs, 'bavail' | 'blocks' | 'bsize'>): Room {
  return {
    freeBytes: bavail * bsize,
    sparedBytes: Math.min(mostSparedBytes, Math.floor(blocks * bsize * sparedPart)),
  };
}
