import type { Animation, AnimationStage, Image, Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { RenderReport } from '../inference/engine/messages.ts';
import type { AnimationSettingsInput } from '../inference/settings.ts';
import { notify } from './channels.ts';
import type { EndListener } from './end-listener.ts';
import type { NewEvent } from './event-rows.ts';
import type { Failure, Preview } from './events.ts';
import type { JobQueue } from './queue.ts';
import { announcePositions, countQueuedUpTo, lockQueue, record } from './transitions.ts';

/** An animation whose runs died this often is not tried again. */
export const maxCrashes = 3;

/** Readers that fell behind, or come back, still find the pictures of frames for a while. */
const previewsKeptMs = 10 * 60_000;

/** One try at rendering an animation. While it is the row's latest, and the row runs, it may write to it. */
export interface Run {
  id: string;
  attempt: number;
  image: Image;
  /** As stored: a newer version may not take them any more. */
  settings: AnimationSettingsInput;
  framesTotal: number;
}

/** Who renders. */
export interface Renderer {
  device: string;
  /** `name@version`. */
  bundle: string;
}

/** Files in storage. */
export interface Outputs {
  videoKey: string;
  videoBytes: number;
  posterKey: string;
  posterBytes: number;
}

export type Outcome =
  | { status: 'SUCCEEDED'; report: RenderReport; outputs: Outputs }
  | { status: 'FAILED'; failure: Failure }
  | { status: 'CANCELED' };

export interface Progress {
  framesDone: number;
  preview: Preview | null;
}

/** What came of telling about a run: whether it shall go on. */
export type Verdict = 'go on' | 'canceled' | 'lost';

/** The changes that only a worker makes, each one transaction with its event and its job. */
export class Runs {
  readonly #prisma: PrismaClient;
  readonly #queue: JobQueue;
  readonly #listener: EndListener;

  constructor(prisma: PrismaClient, queue: JobQueue, listener: EndListener) {
    this.#prisma = prisma;
    this.#queue = queue;
    this.#listener = listener;
  }

  /** Takes the next animation from the queue; null when none waits. */
  async begin(renderer: Renderer): Promise<Run | null> {
    return this.#prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      for (;;) {
        const id = await this.#queue.take(tx);
        if (id === null) return null;
        const row = await tx.animation.findUnique({ where: { id }, include: { image: true } });
        if (row?.status === 'QUEUED') return start(tx, row, renderer);
        // Its process was not heard of for so long that the queue gave the job away.
        if (row?.status === 'RUNNING') await this.#stop(tx, row, { hasCrashed: true });
        else await this.#queue.remove(tx, id);
      }
    });
  }

  /** Stores that the engine began with a stage. */
  async enter(run: Run, stage: AnimationStage): Promise<Verdict> {
    return this.#tell(run, { stage }, { type: 'stage', stage });
  }

  /** Stores how far rendering is. */
  async advance(run: Run, { framesDone, preview }: Progress): Promise<Verdict> {
    return this.#tell(
      run,
      { framesDone },
      { type: 'frame', frame: framesDone, frames: run.framesTotal, preview },
    );
  }

  /**
   * Stores the end. Whoever was granted a cancelation gets it: an animation that shall be canceled takes no other end.
   * @returns false when nothing was stored, because it shall be canceled or because the run has lost it
   */
  async end(run: Run, outcome: Outcome): Promise<boolean> {
    const where = outcome.status === 'CANCELED' ? held(run) : { ...held(run), cancelRequestedAt: null };
    return this.#prisma.$transaction(async (tx) => {
      return (await this.#end(tx, where, outcome)) !== null;
    });
  }

  /**
   * Stores that a run stopped before its end. The animation goes back to its place in the queue, unless it was to be
   * canceled or has crashed too often.
   * @returns how it ended; null when it will be tried again, or when the run had lost it
   */
  async stop(run: Run, how: { hasCrashed: boolean }): Promise<Outcome['status'] | null> {
    return this.#prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      const row = await tx.animation.findFirst({ where: held(run) });
      return row && this.#stop(tx, row, how);
    });
  }

  /**
   * Stops every run there is, as crashed. Only for a process that has the database to itself and has not begun a run.
   * @returns how many there were
   */
  async recover(): Promise<number> {
    const rows = await this.#prisma.animation.findMany({ where: { status: 'RUNNING' } });
    for (const row of rows) {
      await this.#prisma.$transaction(async (tx) => {
        await lockQueue(tx);
        await this.#stop(tx, row, { hasCrashed: true });
      });
    }
    return rows.length;
  }

  /**
   * Removes the pictures from frame events of animations that ended some time ago; only live readers want them.
   * It looks at the last few alone: called after every run, it comes by all of them.
   */
  async dropOldPreviews(): Promise<void> {
    const ended = await this.#prisma.animation.findMany({
      where: { finishedAt: { lt: new Date(Date.now() - previewsKeptMs) } },
      orderBy: { finishedAt: 'desc' },
      take: 20,
      select: { id: true },
    });
    await this.#prisma.animationEvent.updateMany({
      where: { animationId: { in: ended.map(({ id }) => id) }, preview: { not: null } },
      data: { preview: null },
    });
  }

  async #tell(run: Run, change: Prisma.AnimationUncheckedUpdateManyInput, event: NewEvent): Promise<Verdict> {
    const row = await this.#prisma.$transaction((tx) => record(tx, held(run), change, event));
    if (!row) return 'lost';
    return row.cancelRequestedAt ? 'canceled' : 'go on';
  }

  async #stop(
    tx: Prisma.TransactionClient,
    { id, queueNumber, cancelRequestedAt, crashes }: Animation,
    { hasCrashed }: { hasCrashed: boolean },
  ): Promise<Outcome['status'] | null> {
    const change = { crashes: crashes + (hasCrashed ? 1 : 0) };
    if (cancelRequestedAt || change.crashes >= maxCrashes) {
      const outcome: Outcome = cancelRequestedAt
        ? { status: 'CANCELED' }
        : { status: 'FAILED', failure: crashedTooOften };
      await this.#end(tx, { id }, outcome, change);
      return outcome.status;
    }
    const position = (await countQueuedUpTo(tx, queueNumber)) + 1;
    const waiting = { status: 'QUEUED', stage: null, framesDone: 0, startedAt: null } as const;
    await record(tx, { id }, { ...waiting, ...change }, { type: 'queue-position', position });
    await this.#queue.putBack(tx, id);
    await announcePositions(tx, queueNumber);
    await notify(tx, 'queue');
    return null;
  }

  /** Ends an animation, if its row is as `where` asks. */
  async #end(
    tx: Prisma.TransactionClient,
    where: Parameters<typeof record>[1],
    outcome: Outcome,
    change: Prisma.AnimationUncheckedUpdateManyInput = {},
  ): Promise<Animation | null> {
    const { status } = outcome;
    const failure = status === 'FAILED' ? outcome.failure : null;
    const results =
      status === 'SUCCEEDED'
        ? { ...outcome.outputs, framesDone: outcome.report.frames, report: toJson(outcome.report) }
        : {
            failureCode: failure?.code,
            failureMessage: failure?.message,
            failureIsRetryable: failure?.isRetryable,
          };
    const row = await record(
      tx,
      where,
      { ...change, ...results, status, stage: null, finishedAt: new Date() },
      { type: 'ended', status, failure },
    );
    if (!row) return null;
    await this.#queue.remove(tx, row.id);
    await this.#listener.announceEnd(tx, row);
    return row;
  }
}

const crashedTooOften: Failure = {
  code: 'ENGINE_CRASHED',
  message: `The engine crashed ${maxCrashes} times on this animation; try a smaller width, or another photo`,
  isRetryable: true,
};

/** The row, as long as it is this run that may write to it. */
function held({ id, attempt }: Run) {
  return { id, attempts: attempt, status: 'RUNNING' as const };
}

async function start(
  tx: Prisma.TransactionClient,
  { id, queueNumber, image, settings, framesTotal }: Animation & { image: Image },
  renderer: Renderer,
): Promise<Run> {
  const stage = 'DECODING';
  const row = await record(
    tx,
    { id },
    { status: 'RUNNING', stage, startedAt: new Date(), attempts: { increment: 1 }, ...renderer },
    { type: 'stage', stage },
  );
  if (!row) throw new Error(`Expected animation ${id} to be there, read a moment ago`);
  await announcePositions(tx, queueNumber);
  return { id, attempt: row.attempts, image, settings: settings as AnimationSettingsInput, framesTotal };
}

function toJson(report: RenderReport): Prisma.InputJsonObject {
  return report as unknown as Prisma.InputJsonObject;
}
