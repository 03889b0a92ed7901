import type {
  AnimationStage,
  AnimationStatus,
  Image,
  Prisma,
  PrismaClient,
} from '../../generated/prisma/client.ts';
import type { RenderReport } from '../../inference/job.ts';
import type { AnimationSettingsInput } from '../../inference/settings.ts';
import type { Failure, NewEvent, Preview } from '../events/events.ts';
import { record } from '../events/record.ts';
import type { Details, JobLife, StoredOutput } from '../life/job-life.ts';
import type { Happening } from '../life/job-state.ts';
import { dropOldPreviews } from '../outputs/previews.ts';
import { abandoned, firstWaiting, keepAlive, lockQueue, nextDueAt } from '../queue/waiting.ts';
import { died } from './faults.ts';

/** One try at rendering an animation. While it is the row's latest, and the row runs, it may write to it. */
export interface Run {
  id: string;
  attempt: number;
  image: Image;
  /** What the settings name by its SHA-256. */
  pictures: Image[];
  /** As stored: a newer version may not take them any more. */
  settings: AnimationSettingsInput;
  framesTotal: number;
  /** Names how it moves; null in rows of versions that did not note it. */
  motionDigest: string | null;
}

/** Who renders. */
export interface Renderer {
  device: string;
  /** `name@version`. */
  bundle: string;
}

export type Outcome =
  | { status: 'SUCCEEDED'; report: RenderReport; outputs: StoredOutput[] }
  | { status: 'FAILED'; failure: Failure }
  | { status: 'CANCELED' };

export interface Progress {
  framesDone: number;
  preview: Preview | null;
}

/** What came of telling about a run: whether it shall go on. */
export type RunVerdict = 'go on' | 'canceled' | 'lost';

/** The changes that only a worker makes, each one transaction with its event. */
export class Runs {
  readonly #prisma: PrismaClient;
  readonly #life: JobLife;

  constructor(prisma: PrismaClient, life: JobLife) {
    this.#prisma = prisma;
    this.#life = life;
  }

  /** Takes the next animation from the queue; null when none waits. */
  async begin(renderer: Renderer): Promise<Run | null> {
    return this.#prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      for (const id of await abandoned(tx)) {
        await this.#life.pass(tx, id, { type: 'owner-died' }, { failure: died });
      }
      const id = await firstWaiting(tx);
      const row = id && (await this.#life.pass(tx, id, { type: 'claimed' }, { change: { ...renderer } }));
      if (!row) return null;
      const image = await tx.image.findUniqueOrThrow({ where: { id: row.imageId } });
      const pictures = await tx.image.findMany({ where: { neededBy: { some: { animationId: id } } } });
      const settings = row.settings as AnimationSettingsInput;
      const { attempts: attempt, framesTotal, motionDigest } = row;
      return { id, attempt, image, pictures, settings, framesTotal, motionDigest };
    });
  }

  /** Says, until it is disposed, that this process is still at a run: who falls silent loses it to another. */
  keepAlive(run: Run, onError: (error: unknown) => void): Disposable {
    return keepAlive(this.#prisma, run, onError);
  }

  /** Stores that the engine began with a stage. */
  async enter(run: Run, stage: AnimationStage): Promise<RunVerdict> {
    return this.#tell(run, { stage }, { type: 'stage', stage });
  }

  /** Stores how far rendering is. */
  async advance(run: Run, { framesDone, preview }: Progress): Promise<RunVerdict> {
    return this.#tell(
      run,
      { framesDone },
      { type: 'frame', frame: framesDone, frames: run.framesTotal, preview },
    );
  }

  /**
   * Stores the end. Whoever was granted a cancellation gets it: in place of a failure it is CANCELED.
   * @returns how it ended; null when nothing was stored, because the run has lost it, or because a finished video came
   * after a cancellation: remove its files, and end it as CANCELED
   */
  async end(run: Run, outcome: Outcome): Promise<AnimationStatus | null> {
    switch (outcome.status) {
      case 'SUCCEEDED': {
        const { outputs, report } = outcome;
        const change = { framesDone: report.frames, report: toJson(report) };
        return this.#pass(run.id, { type: 'finished', attempt: run.attempt }, { change, outputs });
      }
      case 'FAILED':
        return this.#pass(run.id, { type: 'failed', attempt: run.attempt }, { failure: outcome.failure });
      case 'CANCELED':
        return this.#pass(run.id, { type: 'stopped', attempt: run.attempt });
    }
  }

  /**
   * Stores that a run met a transient fault. The animation waits at its place in the queue to be tried again after a
   * pause, unless it was to be canceled or has met too many.
   * @returns what it is now; null when the run had lost it
   */
  async retry({ id, attempt }: Run, failure: Failure): Promise<AnimationStatus | null> {
    return this.#pass(id, { type: 'faulted', attempt }, { failure });
  }

  /**
   * Stores that a worker stopped a run to shut down. The animation goes back to its place in the queue, unless it was to be
   * canceled.
   * @returns what it is now; null when the run had lost it
   */
  async handBack({ id, attempt }: Run): Promise<AnimationStatus | null> {
    return this.#pass(id, { type: 'handed-back', attempt });
  }

  /** Whether someone was granted a cancellation of a running animation. */
  async isToBeCanceled(id: string): Promise<boolean> {
    const where = { id, status: 'RUNNING', cancelRequestedAt: { not: null } } as const;
    return (await this.#prisma.animation.count({ where })) > 0;
  }

  /**
   * When there will be something to take unless it is announced before: an animation that waits to be tried again, or one whose
   * process stays silent; null when there is neither.
   */
  async nextDueAt(): Promise<Date | null> {
    return nextDueAt(this.#prisma);
  }

  /**
   * Stops every run there is, as if its process had died. Only for a process that has the database to itself and has not begun a run.
   * @returns how many there were
   */
  async recover(): Promise<number> {
    const rows = await this.#prisma.animation.findMany({ where: { status: 'RUNNING' } });
    for (const { id } of rows) await this.#pass(id, { type: 'owner-died' }, { failure: died });
    return rows.length;
  }

  /** Removes the pictures from frame events of animations that ended some time ago; only live readers want them. */
  async dropOldPreviews(): Promise<void> {
    await dropOldPreviews(this.#prisma);
  }

  async #tell(
    run: Run,
    change: Prisma.AnimationUncheckedUpdateManyInput,
    event: NewEvent,
  ): Promise<RunVerdict> {
    const row = await this.#prisma.$transaction((tx) => record(tx, held(run), change, event));
    if (!row) return 'lost';
    return row.cancelRequestedAt ? 'canceled' : 'go on';
  }

  async #pass(id: string, happening: Happening, details?: Details): Promise<AnimationStatus | null> {
    return this.#prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      const row = await this.#life.pass(tx, id, happening, details);
      return row?.status ?? null;
    });
  }
}

/** What is not in the rows of the outputs. */
function toJson({ outputs, ...report }: RenderReport): Prisma.InputJsonObject {
  return report as unknown as Prisma.InputJsonObject;
}

/** The row, as long as it is this run that may write to it. */
function held({ id, attempt }: Run) {
  return { id, attempts: attempt, status: 'RUNNING' as const };
}
