import type { Database } from '../../database/database.ts';
import { isDatabaseFull } from '../../database/disk-full.ts';
import { StorageUnavailable } from '../../errors.ts';
import type { FileRemovals } from '../../leftovers/file-removals.ts';
import type { Log } from '../../log.ts';
import type { Storage } from '../../storage/storage.ts';
import { WorkLoop } from '../../work-loop.ts';
import { hasEnded } from '../lifecycle/job-state.ts';
import { channels } from '../streams/channels.ts';
import { endNotStored } from './faults.ts';
import { type Engine, perform, type StopReason } from './perform.ts';
import type { RunLimits } from './run-limits.ts';
import type { Run, Runs } from './runs.ts';

/** A notification wakes the worker at once; polling covers lost ones. */
const pollMs = 30_000;
const shortestRestMs = 100;
const pauseAfterErrorMs = 1_000;
/** How often to check whether an unavailable storage is back, or a full one has space. */
const storagePauseMs = 5_000;

export interface WorkerParts {
  database: Database;
  runs: Runs;
  storage: Storage;
  removals: FileRemovals;
  engine: Engine;
  limits: RunLimits;
  /** Time for a running rendering to finish when the worker closes. 0: it returns to the queue at once. */
  graceSeconds: number;
  log: Log;
}

/** Renders the animations in the queue, one at a time on one engine. */
export class Worker {
  readonly #parts: WorkerParts;
  readonly #loop: WorkLoop;
  #running: { id: string; stop: AbortController } | null = null;
  #unlisten: (() => Promise<void>)[] = [];
  #closed: Promise<void> | undefined;

  private constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#loop = new WorkLoop({
      look: () => this.#look(),
      onError: (error) => this.#pauseAfter(error),
    });
  }

  static async start(parts: WorkerParts): Promise<Worker> {
    const worker = new Worker(parts);
    const { database } = parts;
    worker.#unlisten = [
      await database.listen(channels.queue, () => worker.#loop.wake()),
      await database.listen(channels.cancel, (id) => {
        if (id === null) worker.#lookForCancellation();
        else if (id === worker.#running?.id) worker.#running.stop.abort('canceled' satisfies StopReason);
      }),
    ];
    worker.#loop.start();
    return worker;
  }

  /**
   * Takes no more animations; the current one is finished within the grace period, otherwise it returns to the queue.
   */
  async close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#loop.close(this.#parts.graceSeconds * 1000);
    this.#running?.stop.abort('shutting down' satisfies StopReason);
    await this.#loop.close();
    for (const unlisten of this.#unlisten) await unlisten();
  }

  /** Renders the next animation. @returns how long to sleep, in ms */
  async #look(): Promise<number> {
    const { runs, engine, storage } = this.#parts;
    // Without storage, taking an animation would be useless; other workers may have theirs.
    await storage.check();
    await storage.checkRoom();
    const run = await runs.begin({ device: engine.device, bundle: engine.bundle });
    if (!run) return this.#untilDue();
    await this.#perform(run);
    return 0;
  }

  #pauseAfter(error: unknown): number {
    const { log } = this.#parts;
    if (error instanceof StorageUnavailable) {
      log.error({ err: error }, 'the worker pauses until its storage is available and has space');
      return storagePauseMs;
    }
    log.error({ err: error }, 'the worker continues after an error');
    return pauseAfterErrorMs;
  }

  async #perform(run: Run): Promise<void> {
    const { runs } = this.#parts;
    const log = this.#parts.log.child({ animation: run.id, attempt: run.attempt });
    const stop = new AbortController();
    this.#running = { id: run.id, stop };
    if (this.#loop.closing.aborted) stop.abort('shutting down' satisfies StopReason);
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

  /** Stores a run as a fault as soon as the database is available; if the database was full, it does not count. */
  async #giveBack(run: Run, error: unknown): Promise<void> {
    const { runs } = this.#parts;
    const giveBack = () => (isDatabaseFull(error) ? runs.handBack(run) : runs.retry(run, endNotStored));
    for (;;) {
      const isStored = await giveBack().then(
        () => true,
        () => false,
      );
      // Runs left by a closed worker are taken over like those of a killed one.
      if (isStored || this.#loop.closing.aborted) return;
      await this.#loop.pause(pauseAfterErrorMs);
    }
  }

  /** Notifications may have been lost with a connection. */
  async #lookForCancellation(): Promise<void> {
    const running = this.#running;
    // If the query fails, the next stored progress shows it.
    const isAsked = running && (await this.#parts.runs.isToBeCanceled(running.id).catch(() => false));
    if (isAsked) running.stop.abort('canceled' satisfies StopReason);
  }

  async #untilDue(): Promise<number> {
    const due = await this.#parts.runs.nextDueAt();
    // Clocks differ slightly: what is due by the local clock may not be by the database's.
    const dueMs = due ? Math.max(due.getTime() - Date.now(), shortestRestMs) : pollMs;
    return Math.min(dueMs, pollMs);
  }
}
