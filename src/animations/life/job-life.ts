import { type BackOff, pauseMs } from '../../back-off.ts';
import type { Animation, Prisma } from '../../generated/prisma/client.ts';
import type { Failure, NewEvent, TerminalStatus } from '../events/events.ts';
import { announcePositions, positionAt, record } from '../events/record.ts';
import { beginTurn } from '../queue/turns.ts';
import { notify } from '../streams/channels.ts';
import type { EndListener } from './end-listener.ts';
import { type Happening, hasEnded, type JobState, next } from './job-state.ts';

type Transaction = Prisma.TransactionClient;

/** A file in storage, as far as its row tells. */
export type StoredOutput = Omit<Prisma.OutputCreateManyInput, 'id' | 'animationId' | 'position'>;

export interface Details {
  /** Told if the animation is FAILED then; why it has to be tried again otherwise. */
  failure?: Failure;
  /** What else changes in the row. */
  change?: Prisma.AnimationUncheckedUpdateManyInput;
  /** What came of it, in order. */
  outputs?: readonly StoredOutput[];
}

/** How animations that met a fault are tried again. */
export interface RetryPolicy extends BackOff {
  /** Runs that may meet a fault before the animation fails. At least 1. */
  maxAttempts: number;
}

/**
 * Lets things happen to animations: asks the state machine, and carries out what its answer brings along in the row, the
 * events and the outbox. Nothing else changes the state of a row.
 */
export class JobLife {
  readonly #listener: EndListener;
  readonly #policy: RetryPolicy;

  constructor(listener: EndListener, policy: RetryPolicy) {
    this.#listener = listener;
    this.#policy = policy;
  }

  /**
   * To be called in a transaction that holds the queue's lock, so that nothing else happens to the animation meanwhile.
   * @returns the row behind what happened; null when it may not happen now, or to no animation with this id
   */
  async pass(
    tx: Transaction,
    id: string,
    happening: Happening,
    details: Details = {},
  ): Promise<Animation | null> {
    const row = await tx.animation.findUnique({ where: { id } });
    if (!row) return null;
    const before = stateOf(row);
    const after = next(before, happening, { maxFaults: this.#policy.maxAttempts });
    if (after === null || after === before) return after && row;
    if (after.status === before.status) {
      // A promise, kept later.
      return tx.animation.update({ where: { id }, data: { cancelRequestedAt: new Date() } });
    }
    const moved = await this.#move(tx, row, after, details);
    if (before.status === 'QUEUED') await announcePositions(tx, row);
    return moved;
  }

  async #move(
    tx: Transaction,
    row: Animation,
    after: JobState,
    { failure, change, outputs = [] }: Details,
  ): Promise<Animation> {
    const { id } = row;
    const state = { ...change, ...columnsOf(after, row) };
    await notify(tx, 'queueChanges');
    const tell = async (fields: Prisma.AnimationUncheckedUpdateManyInput, event: NewEvent) => {
      const moved = await record(tx, { id }, { ...state, ...fields }, event);
      if (!moved) throw new Error(`Expected animation ${id} to be there, read a moment ago`);
      return moved;
    };
    if (after.status === 'RUNNING') {
      const stage = 'DECODING';
      await beginTurn(tx, row);
      return tell({ stage, startedAt: new Date(), heartbeatAt: new Date() }, { type: 'stage', stage });
    }
    if (hasEnded(after)) {
      const status = after.status as TerminalStatus;
      const told = status === 'FAILED' && failure ? atLast(failure, row, after) : null;
      const moved = await tell(
        { stage: null, finishedAt: new Date(), heartbeatAt: null, ...failureColumns(told) },
        { type: 'ended', status, failure: told },
      );
      const data = outputs.map((output, position) => ({ ...output, position, animationId: id }));
      if (data.length > 0) await tx.output.createMany({ data });
      await this.#listener.announceEnd(tx, moved);
      return moved;
    }
    const nextAttemptAt = this.#nextAttemptAt(row, after);
    const position = await positionAt(tx, row);
    const moved = await tell(
      {
        stage: null,
        framesDone: 0,
        startedAt: null,
        heartbeatAt: null,
        nextAttemptAt,
        ...(failure && failureColumns(failure)),
      },
      { type: 'queue-position', position },
    );
    await announcePositions(tx, row);
    await notify(tx, 'queue');
    return moved;
  }

  /** Null: as soon as it is its turn. */
  #nextAttemptAt(before: Animation, { faults }: JobState): Date | null {
    if (faults === before.faults) return null;
    const ms = pauseMs(faults, this.#policy);
    return ms > 0 ? new Date(Date.now() + ms) : null;
  }
}

/** A failure as it is told when the last attempt has met it too. */
function atLast(failure: Failure, before: Animation, { faults }: JobState): Failure {
  if (faults === before.faults || faults === 1) return failure;
  return { ...failure, message: `Gave up after ${faults} attempts. ${failure.message}` };
}

/** What a row says of the state of its animation. */
export function stateOf({ status, attempts, faults, cancelRequestedAt }: Animation): JobState {
  return { status, attempts, faults, isCancelRequested: cancelRequestedAt !== null };
}

function columnsOf({ status, attempts, faults, isCancelRequested }: JobState, row: Animation) {
  const cancelRequestedAt = isCancelRequested ? (row.cancelRequestedAt ?? new Date()) : null;
  return { status, attempts, faults, cancelRequestedAt, nextAttemptAt: null };
}

function failureColumns(failure: Failure | null) {
  return {
    failureCode: failure?.code ?? null,
    failureMessage: failure?.message ?? null,
    failureIsRetryable: failure?.isRetryable ?? null,
  };
}
