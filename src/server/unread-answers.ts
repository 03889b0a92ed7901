import type { ServerResponse } from 'node:http';

/** Limits of unsent data. */
export interface UnreadLimits {
  /** For all responses to one client, in bytes. */
  maxUnsentBytes: number;
  /** How long a response may make no progress. */
  stallMs: number;
}

export const defaultUnreadLimits: UnreadLimits = {
  maxUnsentBytes: 67_108_864, // 64 MiB: the editor alone has 9, and browsers ask for it twice
  stallMs: 60_000, // a minute
};

/** Disconnects clients that do not read their responses. */
export class UnreadAnswers {
  readonly #limits: UnreadLimits;
  /** Unsent bytes per client. */
  readonly #unsent = new Map<string, number>();

  constructor(limits: UnreadLimits) {
    this.#limits = limits;
  }

  /**
   * Disconnects if data has made no progress for too long. Responses that are still being computed are not affected.
   */
  watch(response: ServerResponse): void {
    response.setTimeout(this.#limits.stallMs, () => {
      if (response.writableLength > 0) response.destroy();
    });
  }

  /**
   * Counts the unsent bytes of a response that has just been written. Disconnects if the client exceeds its limit over
   * all its connections.
   * @param client the client: a key or an address
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
