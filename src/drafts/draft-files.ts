import { draftFolder, newDraftKey, ownerOf } from '../owned-keys.ts';
import type { Storage } from '../storage/storage.ts';

/** Lifetime of a draft. */
const lifetimeMs = 10 * 60_000;

type Files = Pick<Storage, 'take' | 'remove' | 'keys'>;

/**
 * The videos of drafts, each stored for some minutes. The file name contains the expiry, so no process has to remember
 * it.
 */
export class DraftFiles {
  readonly #storage: Files;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(storage: Files) {
    this.#storage = storage;
  }

  /** Stores the video at `path`, which is moved. */
  async add(projectId: string, path: string): Promise<{ key: string; expiresAt: Date }> {
    const expiresAt = new Date(Date.now() + lifetimeMs);
    const key = newDraftKey(projectId, expiresAt);
    await this.#storage.take(key, path);
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      // A later sweep removes what cannot be removed now.
      await this.#storage.remove(key).catch(() => {});
    }, lifetimeMs).unref();
    this.#timers.add(timer);
    return { key, expiresAt };
  }

  /** Removes expired drafts, including those of ended processes. @returns their number */
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
