import type { Database } from '../../database/database.ts';
import { isDatabaseFull } from '../../database/disk-full.ts';
import { StorageUnavailable } from '../../errors.ts';
import type { FileRemovals } from '../../leftovers/file-removals.ts';
import type { Log } from '../../log.ts';
import type { Storage } from '../../storage/storage.ts';
import { WorkLoop } from '../../work-loop.ts';
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

  /** Takes no more; the animation in the making is finished within the time of grace, else goes back to the queue. */
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

  /** Renders what is next. @returns how long to rest, in ms */
  async #look(): Promise<number> {
    const { runs, engine, storage } = this.#parts;
    // Without a storage every animation would be taken in vain: others may have theirs.
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
      log.error({ err: error }, 'the worker takes nothing until its storage is back or has room');
      return storagePauseMs;
    }
    log.error({ err: error }, 'the worker met an error and goes on');
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
      if (isStored || this.#loop.closing.aborted) return;
      await this.#loop.pause(pauseAfterErrorMs);
    }
  }

  /** Notifications may have been lost with a connection. */
  async #lookForCancellation(): Promise<void> {
    const running = this.#running;
    // What cannot be asked now shows with the next progress that is stored.
    const isAsked = running && (await this.#parts.runs.isToBeCanceled(running.id).catch(() => false));
    if (isAsked) running.stop.abort('canceled' satisfies StopReason);
  }

  async #untilDue(): Promise<number> {
    const due = await this.#parts.runs.nextDueAt();
    // Clocks differ a little: what is due by ours may not be by the database's.
    const dueMs = due ? Math.max(due.getTime() - Date.now(), shortestRestMs) : pollMs;
    return Math.min(dueMs, pollMs);
  }
}
