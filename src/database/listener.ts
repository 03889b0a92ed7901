import pg from 'pg';
import { isDatabaseAway } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Receive } from './database.ts';

const heartbeatMs = 10_000;
const heartbeatTimeoutMs = 5_000;
const longestPauseMs = 10_000;

/**
 * LISTEN on a separate connection. After a loss it reconnects, and every receiver gets `null`, because notifications in
 * between are lost.
 */
export class Listener {
  readonly #url: string;
  readonly #log: Log;
  readonly #receivers = new Map<string, Set<Receive>>();
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'driftscape events',
      connectionTimeoutMillis: heartbeatMs,
      query_timeout: heartbeatTimeoutMs,
      keepAlive: true,
    });
    client.on('error', (error) => this.#reconnect(client, error));
    client.on('end', () => this.#reconnect(client, new Error('the server closed the connection')));
    client.on('notification', ({ channel, payload }) => this.#deliver(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.#receivers.keys()) await client.query(listenTo(channel));
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    if (this.#isClosed) return client.end();
    this.#client = client;
    this.#beat(client);
  }

  async listen(channel: string, receive: Receive): Promise<() => Promise<void>> {
    const receivers = this.#receivers.get(channel) ?? new Set();
    this.#receivers.set(channel, receivers.add(receive));
    // Without a client, or while reconnecting: connecting will listen to all channels.
    if (receivers.size === 1) await this.#client?.query(listenTo(channel)).catch(unlessAway);
    return async () => {
      receivers.delete(receive);
      if (receivers.size > 0 || this.#receivers.get(channel) !== receivers) return;
      this.#receivers.delete(channel);
      await this.#client?.query(`UN${listenTo(channel)}`);
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  #deliver(channel: string, payload: string | null): void {
    for (const receive of this.#receivers.get(channel) ?? []) receive(payload);
  }

  /** A connection can die silently, so it is checked from time to time. */
  #beat(client: pg.Client): void {
    this.#timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => client === this.#client && this.#beat(client),
        (error) => this.#reconnect(client, error),
      );
    }, heartbeatMs);
    this.#timer.unref();
  }

  async #reconnect(lost: pg.Client, error: Error): Promise<void> {
    if (this.#isClosed || this.#client !== lost) return;
    this.#client = null;
    clearTimeout(this.#timer);
    this.#log.warn({ err: error }, 'lost the connection for events; connecting again');
    lost.end().catch(() => {});
    for (let pauseMs = 100; !this.#isClosed; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await this.connect();
        for (const channel of this.#receivers.keys()) this.#deliver(channel, null);
        return;
      } catch {
        await new Promise((resolve) => {
          this.#timer = setTimeout(resolve, pauseMs);
        });
      }
    }
  }
}

function unlessAway(error: unknown): void {
  if (!isDatabaseAway(error)) throw error;
}

function listenTo(channel: string): string {
  return `LISTEN ${pg.escapeIdentifier(channel)}`;
}
