import { type BackOff, pauseMs } from '../../back-off.ts';
import type { Animation, Prisma } from '../../generated/prisma/client.ts';
import type { Failure, NewEvent, TerminalStatus } from '../events/events.ts';
import { announcePositions, positionAt, record } from '../events/record.ts';
import { beginTurn } from '../queue/turns.ts';
import { notify } from '../streams/channels.ts';
import type { EndListener } from './end-listener.ts';
import { hasEnded, type JobState, type JobTransition, next } from './job-state.ts';

type Transaction = Prisma.TransactionClient;

/** A stored file, as described by its row. */
export type StoredOutput = Omit<Prisma.OutputCreateManyInput, 'id' | 'animationId' | 'position'>;

export interface Details {
  /** Reported if the animation is then FAILED; otherwise the reason for the retry. */
  failure?: Failure;
  /** Other changes of the row. */
  change?: Prisma.AnimationUncheckedUpdateManyInput;
  /** Its outputs, in order. */
  outputs?: readonly StoredOutput[];
}

/** How animations are retried after a fault. */
export interface RetryPolicy extends BackOff {
  /** Attempts before a fault fails the animation. At least 1. */
  maxAttempts: number;
}

/**
 * Applies transitions to animations: consults the state machine, and updates the row, the events and the outbox
 * accordingly. Nothing else changes the state of a row.
 */
export class JobLifecycle {
  readonly #listener: EndListener;
  readonly #policy: RetryPolicy;

  constructor(listener: EndListener, policy: RetryPolicy) {
    this.#listener = listener;
    this.#policy = policy;
  }

  /**
   * Applies a transition to an animation. Call it in a transaction that holds the queue's lock, so that the animation does not change meanwhile.
   * @returns the row after the transition; null if the transition is not allowed now, or there is no animation with
   *   this id
   */
  async apply(
    tx: Transaction,
    id: string,
    transition: JobTransition,
    details: Details = {},
  ): Promise<Animation | null> {
    const row = await tx.animation.findUnique({ where: { id } });
    if (!row) return null;
    const before = stateOf(row);
    const after = next(before, transition, { maxFaults: this.#policy.maxAttempts });
    if (after === null || after === before) return after && row;
    if (after.status === before.status) {
      // A running animation is only marked; its worker stops it.
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
    const report = async (fields: Prisma.AnimationUncheckedUpdateManyInput, event: NewEvent) => {
      const moved = await record(tx, { id }, { ...state, ...fields }, event);
      if (!moved) throw new Error(`Expected animation ${id} to be there, read a moment ago`);
      return moved;
    };
    if (after.status === 'RUNNING') {
      const stage = 'DECODING';
      await beginTurn(tx, row);
      return report({ stage, startedAt: new Date(), heartbeatAt: new Date() }, { type: 'stage', stage });
    }
    if (hasEnded(after)) {
      const status = after.status as TerminalStatus;
      const reported = status === 'FAILED' && failure ? atLast(failure, row, after) : null;
      const moved = await report(
        { stage: null, finishedAt: new Date(), heartbeatAt: null, ...failureColumns(reported) },
        { type: 'ended', status, failure: reported },
      );
      const data = outputs.map((output, position) => ({ ...output, position, animationId: id }));
      if (data.length > 0) await tx.output.createMany({ data });
      await this.#listener.announceEnd(tx, moved);
      return moved;
    }
    const nextAttemptAt = this.#nextAttemptAt(row, after);
    const position = await positionAt(tx, row);
    const moved = await report(
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

  /** Null: as soon as it is first in the queue. */
  #nextAttemptAt(before: Animation, { faults }: JobState): Date | null {
    if (faults === before.faults) return null;
    const ms = pauseMs(faults, this.#policy);
    return ms > 0 ? new Date(Date.now() + ms) : null;
  }
}

/** The failure with the number of attempts in its message, if the last of several failed. */
function atLast(failure: Failure, before: Animation, { faults }: JobState): Failure {
  if (faults === before.faults || faults === 1) return failure;
  return { ...failure, message: `Gave up after ${faults} attempts. ${failure.message}` };
}

/** The state of an animation from its row. */
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
