import { setTimeout } from 'node:timers/promises';
import { StorageUnavailable } from '../../errors.ts';

/** Pauses before a transfer is begun again, in ms: a server that is restarted is back by then. */
const pausesMs = [500, 1_000, 2_000, 4_000];

/** Does something again after pauses while the storage is away, then gives up. For transfers that took long to prepare. */
export async function patiently<T>(transfer: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await transfer();
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
    }
    await setTimeout(pauseMs);
  }
  return transfer();
}
