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
 * Announces the new positions of the first {@link announcedPlaces} of the queue, as far as they come after a place: its cost does
 * not grow with the queue. To be called when the one at that place has left the queue or has come into it.
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
