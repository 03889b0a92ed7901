import type { Animation, Prisma } from '../../generated/prisma/client.ts';
import { announcedPlaces } from '../queue/events.ts';
import { aheadOf, comesAfter, inOrder, type Place } from '../queue/order.ts';
import { notify } from '../streams/channels.ts';
import type { NewEvent } from './events.ts';
import { toRow } from './rows.ts';

// Building blocks of the transactions that change an animation. Whoever changes the order of the queue calls
// lockQueue (queue/waiting.ts) first.

type Transaction = Prisma.TransactionClient;

/**
 * Changes an animation's row if it matches `where`, and stores the corresponding event with the next number.
 * @returns the changed row; null if it did not match and nothing was changed
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

/** Stores an event with the number that `lastSequence` of its animation already has. */
export async function store(tx: Transaction, row: Animation, event: NewEvent): Promise<void> {
  await tx.animationEvent.create({
    data: { animationId: row.id, sequence: row.lastSequence, ...toRow(event) },
  });
  await notify(tx, 'events', row.id);
}

/**
 * The position of an animation with this place in the queue, whether it already waits there or is about to: 1 is next.
 */
export async function positionAt(tx: Transaction, place: Place): Promise<number> {
  return 1 + (await tx.animation.count({ where: aheadOf(place) }));
}

/**
 * Announces the new positions among the first {@link announcedPlaces} of the queue that come after a place. Its cost
 * does not grow with the queue. Call it when an animation has left or entered the queue at that place.
 */
export async function announcePositions(tx: Transaction, place: Place): Promise<void> {
  await tx.$executeRaw`
    WITH position AS (
      SELECT "id", row_number() OVER (ORDER BY ${inOrder}) AS "position"
      FROM "Animation" WHERE "status" = 'QUEUED'
      ORDER BY ${inOrder} LIMIT ${announcedPlaces}
    ), moved AS (
      UPDATE "Animation" SET "lastSequence" = "lastSequence" + 1
      FROM position
      WHERE position."id" = "Animation"."id" AND ${comesAfter(place)}
      RETURNING "Animation"."id", "lastSequence", "position"
    ), stored AS (
      INSERT INTO "AnimationEvent" ("animationId", "sequence", "type", "payload")
      SELECT "id", "lastSequence", 'QUEUE_POSITION', jsonb_build_object('position', "position") FROM moved
      RETURNING "animationId"
    )
    SELECT pg_notify('animation_events', "animationId") FROM stored`;
}
