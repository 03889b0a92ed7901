import type { Storage } from './storage.ts';

/**
 * Removes the files of a folder that nothing refers to, left by a process that was killed between storing a file and
 * recording it. Only for a process that has the storage to itself: another's new file looks the same for a moment.
 * @returns how many there were
 */
export async function removeOrphans(
  storage: Storage,
  folder: string,
  knownKeys: ReadonlySet<string | null>,
): Promise<number> {
  let count = 0;
  for await (const key of storage.keys(folder)) {
    if (knownKeys.has(key)) continue;
    await storage.remove(key);
    count += 1;
  }
  return count;
}
