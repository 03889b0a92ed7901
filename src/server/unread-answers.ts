import type { ServerResponse } from 'node:http';

/** How much may wait to be sent. */
export interface UnreadLimits {
  /** In all answers to one client, in bytes. */
  maxUnsentBytes: number;
  /** How long an answer may wait without a byte of it leaving. */
  stallMs: number;
}

export const defaultUnreadLimits: UnreadLimits = {
  maxUnsentBytes: 67_108_864, // 64 MiB: the editor alone has 9, and browsers ask for it twice
  stallMs: 60_000, // a minute
};

/** Hangs up on clients that do not read what they ask for. */
export class UnreadAnswers {
  readonly #limits: UnreadLimits;
  /** What waits for each client, in bytes. */
  readonly #unsent = new Map<string, number>();

  constructor(limits: UnreadLimits) {
    this.#limits = limits;
  }

  /** Hangs up when something has waited too long with nothing of it leaving; one that computes for longer is let be. */
  watch(response: ServerResponse): void {
    response.setTimeout(this.#limits.stallMs, () => {
      if (response.writableLength > 0) response.destroy();
    });
  }

  /**
   * Counts what waits of an answer that has just been written. Hangs up when that is more than the client may leave unread over all
   * its connections.
   * @param client whose it is: a key or an address
   */
  count(client: string, response: ServerResponse): void {
    const bytes = response.writableLength;
    if (bytes === 0 || response.closed) return;
    const all = (this.#unsent.get(client) ?? 0) + bytes;
    if (all > this.#limits.maxUnsentBytes) {
      response.destroy();
      return;
    }
    this.#unsent.set(client, all);
    response.once('close', () => {
      const rest = (this.#unsent.get(client) ?? 0) - bytes;
      if (rest > 0) this.#unsent.set(client, rest);
      else this.#unsent.delete(client);
    });
  }
}
