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
import type { Details, JobLifecycle, StoredOutput } from '../lifecycle/job-lifecycle.ts';
import type { JobTransition } from '../lifecycle/job-state.ts';
import { dropOldPreviews } from '../outputs/previews.ts';
import { abandoned, firstWaiting, keepAlive, lockQueue, nextDueAt } from '../queue/waiting.ts';
import { died } from './faults.ts';

/**
 * One attempt at rendering an animation. It may write to the row while it is the row's latest attempt and the row is
 * RUNNING.
 */
export interface Run {
  id: string;
  attempt: number;
  image: Image;
  /** Pictures that the settings refer to by SHA-256. */
  pictures: Image[];
  /** As stored; a newer version may no longer accept them. */
  settings: AnimationSettingsInput;
  framesTotal: number;
  /** Digest of its motion; null in rows of older versions. */
  motionDigest: string | null;
}

/** The renderer. */
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

/** Result of reporting on a run: whether it may continue. */
export type RunVerdict = 'go on' | 'canceled' | 'lost';

/** The changes made by workers, each in one transaction with its event. */
export class Runs {
  readonly #prisma: PrismaClient;
  readonly #lifecycle: JobLifecycle;

  constructor(prisma: PrismaClient, lifecycle: JobLifecycle) {
    this.#prisma = prisma;
    this.#lifecycle = lifecycle;
  }

  /** Takes the next animation from the queue; null if none waits. */
  async begin(renderer: Renderer): Promise<Run | null> {
    return this.#prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      for (const id of await abandoned(tx)) {
        await this.#lifecycle.apply(tx, id, { type: 'owner-died' }, { failure: died });
      }
      const id = await firstWaiting(tx);
      const row =
        id && (await this.#lifecycle.apply(tx, id, { type: 'claimed' }, { change: { ...renderer } }));
      if (!row) return null;
      const image = await tx.image.findUniqueOrThrow({ where: { id: row.imageId } });
      const pictures = await tx.image.findMany({ where: { neededBy: { some: { animationId: id } } } });
      const settings = row.settings as AnimationSettingsInput;
      const { attempts: attempt, framesTotal, motionDigest } = row;
      return { id, attempt, image, pictures, settings, framesTotal, motionDigest };
    });
  }

  /** Sends heartbeats for a run until disposed. Without heartbeats another process takes it over. */
  keepAlive(run: Run, onError: (error: unknown) => void): Disposable {
    return keepAlive(this.#prisma, run, onError);
  }

  /** Stores that the engine has started a stage. */
  async enter(run: Run, stage: AnimationStage): Promise<RunVerdict> {
    return this.#tell(run, { stage }, { type: 'stage', stage });
  }

  /** Stores the progress of rendering. */
  async advance(run: Run, { framesDone, preview }: Progress): Promise<RunVerdict> {
    return this.#tell(
      run,
      { framesDone },
      { type: 'frame', frame: framesDone, frames: run.framesTotal, preview },
    );
  }

  /**
   * Stores the end. A granted cancellation takes precedence: the animation is CANCELED instead of FAILED.
   * @returns the final status; null if nothing was stored, because another process has taken over the animation, or
   *   because a finished video came after a cancellation: remove its files, and end it as CANCELED
   */
  async end(run: Run, outcome: Outcome): Promise<AnimationStatus | null> {
    switch (outcome.status) {
      case 'SUCCEEDED': {
        const { outputs, report } = outcome;
        const change = { framesDone: report.frames, report: toJson(report) };
        return this.#apply(run.id, { type: 'finished', attempt: run.attempt }, { change, outputs });
      }
      case 'FAILED':
        return this.#apply(run.id, { type: 'failed', attempt: run.attempt }, { failure: outcome.failure });
      case 'CANCELED':
        return this.#apply(run.id, { type: 'stopped', attempt: run.attempt });
    }
  }

  /**
   * Stores a transient fault of a run. The animation keeps its place in the queue and is retried after a delay, unless
   * a cancellation was granted or no attempts are left.
   * @returns the new status; null if another process had taken it over
   */
  async retry({ id, attempt }: Run, failure: Failure): Promise<AnimationStatus | null> {
    return this.#apply(id, { type: 'faulted', attempt }, { failure });
  }

  /**
   * Stores that a worker stopped a run to shut down. The animation returns to its place in the queue, unless a
   * cancellation was granted.
   * @returns the new status; null if another process had taken it over
   */
  async handBack({ id, attempt }: Run): Promise<AnimationStatus | null> {
    return this.#apply(id, { type: 'handed-back', attempt });
  }

  /** Whether a cancellation of a running animation was granted. */
  async isToBeCanceled(id: string): Promise<boolean> {
    const where = { id, status: 'RUNNING', cancelRequestedAt: { not: null } } as const;
    return (await this.#prisma.animation.count({ where })) > 0;
  }

  /**
   * When there will be work even without a notification: the end of a retry delay, or of a heartbeat timeout; null if
   * there is neither.
   */
  async nextDueAt(): Promise<Date | null> {
    return nextDueAt(this.#prisma);
  }

  /**
   * Ends all runs as if their processes had died. Only for a process with exclusive use of the database that has not
   * started a run.
   * @returns the number of runs
   */
  async recover(): Promise<number> {
    const rows = await this.#prisma.animation.findMany({ where: { status: 'RUNNING' } });
    for (const { id } of rows) await this.#apply(id, { type: 'owner-died' }, { failure: died });
    return rows.length;
  }

  /** Removes the pictures from frame events of animations that ended some time ago; only live readers need them. */
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

  async #apply(id: string, transition: JobTransition, details?: Details): Promise<AnimationStatus | null> {
    return this.#prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      const row = await this.#lifecycle.apply(tx, id, transition, details);
      return row?.status ?? null;
    });
  }
}

/** Everything that is not in the rows of the outputs. */
function toJson({ outputs, ...report }: RenderReport): Prisma.InputJsonObject {
  return report as unknown as Prisma.InputJsonObject;
}

/** Condition on the row: this run may still write to it. */
function held({ id, attempt }: Run) {
  return { id, attempts: attempt, status: 'RUNNING' as const };
}
