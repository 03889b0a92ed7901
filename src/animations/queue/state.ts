import type { PrismaClient } from '../../generated/prisma/client.ts';
import { type QueueCounts, type QueueDeparture, type QueueEntry, visiblePlaces } from './events.ts';
import { inOrder } from './order.ts';

export interface QueueState extends QueueCounts {
  entries: readonly QueueEntry[];
}

/** The queue at one moment: one statement, which reads rows of the first places alone and counts the others. */
export async function readQueue(prisma: PrismaClient): Promise<QueueState> {
  const rows = await prisma.$queryRaw<{ id: string; position: number | null; queued: number }[]>`
    WITH running AS (
      SELECT "id" FROM "Animation" WHERE "status" = 'RUNNING' ORDER BY ${inOrder}
    ), first AS (
      SELECT "id", (row_number() OVER (ORDER BY ${inOrder}))::int AS "position"
      FROM "Animation" WHERE "status" = 'QUEUED'
      ORDER BY ${inOrder} LIMIT ${visiblePlaces}
    ), queued AS (
      SELECT count(*)::int AS "queued" FROM "Animation" WHERE "status" = 'QUEUED'
    )
    SELECT "id", NULL AS "position", "queued" FROM running, queued
    UNION ALL SELECT "id", "position", "queued" FROM first, queued
    ORDER BY "position" NULLS FIRST`;
  const entries = rows.map(({ id, position }) => ({
    animationId: id,
    status: position === null ? ('RUNNING' as const) : ('QUEUED' as const),
    position,
  }));
  return {
    queued: rows[0]?.queued ?? 0,
    running: entries.filter(({ status }) => status === 'RUNNING').length,
    entries,
  };
}

/** What became of the ids that are no entries any more. */
export async function readDepartures(
  prisma: PrismaClient,
  ids: readonly string[],
): Promise<QueueDeparture[]> {
  if (ids.length === 0) return [];
  const rows = await prisma.animation.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, status: true },
  });
  const statusOf = new Map(rows.map(({ id, status }) => [id, status]));
  return ids.map((animationId) => ({ animationId, status: statusOf.get(animationId) ?? null }));
}

export interface QueueDifference {
  entered: QueueEntry[];
  changed: QueueEntry[];
  leftIds: string[];
}

/** What leads from one state to the next; null when nothing does. */
export function compareQueues(before: QueueState, after: QueueState): QueueDifference | null {
  const known = new Map(before.entries.map((entry) => [entry.animationId, entry]));
  const difference: QueueDifference = { entered: [], changed: [], leftIds: [] };
  for (const entry of after.entries) {
    const old = known.get(entry.animationId);
    if (!old) difference.entered.push(entry);
    else if (old.status !== entry.status || old.position !== entry.position) difference.changed.push(entry);
    known.delete(entry.animationId);
  }
  difference.leftIds = [...known.keys()];
  const { entered, changed, leftIds } = difference;
  const isSame =
    before.queued === after.queued &&
    before.running === after.running &&
    entered.length + changed.length + leftIds.length === 0;
  return isSame ? null : difference;
}
