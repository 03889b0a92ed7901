import { draftFolder, newDraftKey, ownerOf } from '../owned-keys.ts';
import type { Storage } from '../storage/storage.ts';

/** How long a draft can be fetched. */
const lifetimeMs = 10 * 60_000;

type Files = Pick<Storage, 'take' | 'remove' | 'keys'>;

/** The videos of drafts, each for some minutes. When that is over, a file's name says: no process has to remember it. */
export class DraftFiles {
  readonly #storage: Files;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(storage: Files) {
    this.#storage = storage;
  }

  /** Stores the video at `path`, which is gone afterwards. */
  async add(projectId: string, path: string): Promise<{ key: string; expiresAt: Date }> {
    const expiresAt = new Date(Date.now() + lifetimeMs);
    const key = newDraftKey(projectId, expiresAt);
    await this.#storage.take(key, path);
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      // What cannot be removed now is at a sweep.
      await this.#storage.remove(key).catch(() => {});
    }, lifetimeMs).unref();
    this.#timers.add(timer);
    return { key, expiresAt };
  }

  /** Removes those whose time is over, such as those of processes that have ended. @returns how many */
  async sweep(now = new Date()): Promise<number> {
    let count = 0;
    for await (const key of this.#storage.keys(draftFolder)) {
      const owner = ownerOf(key);
      if (owner && 'expiresAt' in owner && owner.expiresAt > now) continue;
      await this.#storage.remove(key);
      count += 1;
    }
    return count;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
