import { setTimeout } from 'node:timers/promises';
import { StorageUnavailable } from '../../errors.ts';

/** Delays before a transfer is retried, in ms; they cover the restart of a server. */
const pausesMs = [500, 1_000, 2_000, 4_000];

/** Retries after delays while the storage is unavailable, then gives up. For transfers that took long to prepare. */
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
