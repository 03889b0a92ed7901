import { setTimeout } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { isDatabaseFull } from '../../database/disk-full.ts';
import { StorageUnavailable } from '../../errors.ts';
import type { FileRemovals } from '../../leftovers/file-removals.ts';
import type { Log } from '../../log.ts';
import type { Storage } from '../../storage/storage.ts';
import { hasEnded } from '../life/job-state.ts';
import { channels } from '../streams/channels.ts';
import { endNotStored } from './faults.ts';
import { type Engine, perform, type StopReason } from './perform.ts';
import type { RunLimits } from './run-limits.ts';
import type { Run, Runs } from './runs.ts';

/** A notification wakes the worker at once; looking now and then covers one that was lost. */
const pollMs = 30_000;
const shortestRestMs = 100;
const pauseAfterErrorMs = 1_000;
/** How often to look whether a storage that is away is back, or a full one has room. */
const storagePauseMs = 5_000;

export interface WorkerParts {
  database: Database;
  runs: Runs;
  storage: Storage;
  removals: FileRemovals;
  engine: Engine;
  limits: RunLimits;
  /** How long a rendering under way may take to finish when the worker closes. 0: it goes back to the queue at once. */
  graceSeconds: number;
  log: Log;
}

/** Renders what waits in the queue, one animation at a time on one engine. */
export class Worker {
  readonly #parts: WorkerParts;
  readonly #closing = new AbortController();
  #wake = Promise.withResolvers<void>();
  #running: { id: string; stop: AbortController } | null = null;
  #unlisten: (() => Promise<void>)[] = [];
  #ended: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  private constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  static async start(parts: WorkerParts): Promise<Worker> {
    const worker = new Worker(parts);
    const { database } = parts;
    worker.#unlisten = [
      await database.listen(channels.queue, () => worker.#wake.resolve()),
      await database.listen(channels.cancel, (id) => {
        if (id === null) worker.#lookForCancelation();
        else if (id === worker.#running?.id) worker.#running.stop.abort('canceled' satisfies StopReason);
      }),
    ];
    worker.#ended = worker.#work();
    return worker;
  }

  /** Takes no more; the animation in the making is finished within the time of grace, else goes back to the queue. */
  async close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#wake.resolve();
    const { graceSeconds } = this.#parts;
    if (graceSeconds > 0) await waitFor(this.#ended, graceSeconds * 1000);
    this.#running?.stop.abort('shutting down' satisfies StopReason);
    await this.#ended;
    for (const unlisten of this.#unlisten) await unlisten();
  }

  async #work(): Promise<void> {
    const { runs, engine, storage, log } = this.#parts;
    while (!this.#closing.signal.aborted) {
      // Made anew before looking, so that a wake in between is not lost.
      this.#wake = Promise.withResolvers();
      try {
        // Without a storage every animation would be taken in vain: others may have theirs.
        await storage.check();
        await storage.checkRoom();
        const run = await runs.begin({ device: engine.device, bundle: engine.bundle });
        if (run) await this.#perform(run);
        else await this.#rest();
      } catch (error) {
        if (error instanceof StorageUnavailable) {
          log.error({ err: error }, 'the worker takes nothing until its storage is back or has room');
          await this.#pause(storagePauseMs);
        } else {
          log.error({ err: error }, 'the worker met an error and goes on');
          await this.#pause();
        }
      }
    }
  }

  async #perform(run: Run): Promise<void> {
    const { runs } = this.#parts;
    const log = this.#parts.log.child({ animation: run.id, attempt: run.attempt });
    const stop = new AbortController();
    this.#running = { id: run.id, stop };
    if (this.#closing.signal.aborted) stop.abort('shutting down' satisfies StopReason);
    using _heartbeat = runs.keepAlive(run, (error) => log.warn({ err: error }, 'a heartbeat failed'));
    const startedAt = performance.now();
    log.info('began');
    try {
      const status = await perform(run, { ...this.#parts, log }, stop);
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      const isOpen = status === null || !hasEnded({ status });
      log.info({ status, seconds }, isOpen ? 'stopped before its end' : 'ended');
    } catch (error) {
      log.error({ err: error }, 'its end could not be stored');
      await this.#giveBack(run, error);
    } finally {
      this.#running = null;
    }
    await runs.dropOldPreviews();
  }

  /** Counts a run as one that met a fault as soon as the database can store that; as none where it had no room. */
  async #giveBack(run: Run, error: unknown): Promise<void> {
    const { runs } = this.#parts;
    const giveBack = () => (isDatabaseFull(error) ? runs.handBack(run) : runs.retry(run, endNotStored));
    for (;;) {
      const isStored = await giveBack().then(
        () => true,
        () => false,
      );
      // What a closed worker leaves running is taken up like what a killed one leaves.
      if (isStored || this.#closing.signal.aborted) return;
      await this.#pause();
    }
  }

  /** Notifications may have been lost with a connection. */
  async #lookForCancelation(): Promise<void> {
    const running = this.#running;
    // What cannot be asked now shows with the next progress that is stored.
    const isAsked = running && (await this.#parts.runs.isToBeCanceled(running.id).catch(() => false));
    if (isAsked) running.stop.abort('canceled' satisfies StopReason);
  }

  async #pause(ms = pauseAfterErrorMs): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }

  async #rest(): Promise<void> {
    const due = await this.#parts.runs.nextDueAt();
    // Clocks differ a little: what is due by ours may not be by the database's.
    const dueMs = due ? Math.max(due.getTime() - Date.now(), shortestRestMs) : pollMs;
    await waitFor(this.#wake.promise, Math.min(dueMs, pollMs));
  }
}

/** Waits for a promise, but no longer than that. */
async function waitFor(promise: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(ms, undefined, { signal: timer.signal, ref: false }).catch(() => {});
  await Promise.race([promise, timeout]);
  timer.abort();
}
