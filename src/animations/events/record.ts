import type { Animation, Prisma } from '../../generated/prisma/client.ts';
import { aheadOf, type Place } from '../queue/order.ts';
import { notify } from '../streams/channels.ts';
import { type NewEvent, toRow } from './rows.ts';

// Building blocks of the transactions that change an animation. Whoever changes the order of the queue calls
// lockQueue first, before any row is locked, so that two such transactions never wait for each other.

type Transaction = Prisma.TransactionClient;

/** Any number that no other advisory lock in this database has. */
const queueLock = 1_903_520_114;

/** Lets other transactions that change the order of the queue wait until this one ends. */
export async function lockQueue(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${queueLock})`;
}

/**
 * Changes an animation's row, if it is as `where` asks, and stores the event that tells of it under the next number.
 * @returns the changed row; null when it was not as asked, and nothing was changed
 */
export async function record(
  tx: Transaction,
  where: Prisma.AnimationWhereInput & { id: string },
  change: Omit<Prisma.AnimationUncheckedUpdateManyInput, 'lastSequence'>,
  event: NewEvent,
): Promise<Animation | null> {
  const [row] = await tx.animation.updateManyAndReturn({
    where,
    data: { ...change, lastSequence: { increment: 1 } },
  });
  if (!row) return null;
  await store(tx, row, event);
  return row;
}

/** Stores an event under the number that `lastSequence` of its animation has already arrived at. */
export async function store(tx: Transaction, row: Animation, event: NewEvent): Promise<void> {
  await tx.animationEvent.create({
    data: { animationId: row.id, sequence: row.lastSequence, ...toRow(event) },
  });
  await notify(tx, 'events', row.id);
}

/** The position of an animation at this place in the queue, whether it waits there or is about to: 1 is next. */
export async function positionAt(tx: Transaction, place: Place): Promise<number> {
  return 1 + (await tx.animation.count({ where: aheadOf(place) }));
}

/**
 * Tells every queued animation behind a place in the queue its position anew, in one statement however many there
 * are. To be called when the one at that place has left the queue or has come into it.
 */
export async function announcePositions(tx: Transaction, { priority, queueNumber }: Place): Promise<void> {
  await tx.$executeRaw`
    WITH position AS (
      SELECT "id", row_number() OVER (ORDER BY "priority" DESC, "queueNumber") AS "position"
      FROM "Animation" WHERE "status" = 'QUEUED'
    ), moved AS (
      UPDATE "Animation" SET "lastSequence" = "lastSequence" + 1
      FROM position
      WHERE position."id" = "Animation"."id"
        AND ("priority" < ${priority} OR ("priority" = ${priority} AND "queueNumber" > ${queueNumber}))
      RETURNING "Animation"."id", "lastSequence", "position"
    ), stored AS (
      INSERT INTO "AnimationEvent" ("animationId", "sequence", "type", "payload")
      SELECT "id", "lastSequence", 'QUEUE_POSITION', jsonb_build_object('position', "position") FROM moved
      RETURNING "animationId"
    )
    SELECT pg_notify('animation_events', "animationId") FROM stored`;
}
