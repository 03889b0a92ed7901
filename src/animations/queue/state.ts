import type { PrismaClient } from '../../generated/prisma/client.ts';
import { type QueueCounts, type QueueDeparture, type QueueEntry, visiblePlaces } from './events.ts';

export interface QueueState extends QueueCounts {
  entries: readonly QueueEntry[];
}

/** The queue at one moment: one statement, however long it is. */
export async function readQueue(prisma: PrismaClient): Promise<QueueState> {
  const rows = await prisma.$queryRaw<
    { id: string; status: QueueEntry['status']; place: number; count: number }[]
  >`
    SELECT * FROM (
      SELECT "id", "status"::text,
        (row_number() OVER (PARTITION BY "status" ORDER BY "priority" DESC, "queueNumber"))::int AS "place",
        (count(*) OVER (PARTITION BY "status"))::int AS "count"
      FROM "Animation" WHERE "status" IN ('QUEUED', 'RUNNING')
    ) AS placed
    WHERE "status" = 'RUNNING' OR "place" <= ${visiblePlaces}
    ORDER BY "status" = 'QUEUED', "place"`;
  const countOf = (status: QueueEntry['status']) => rows.find((row) => row.status === status)?.count ?? 0;
  return {
    queued: countOf('QUEUED'),
    running: countOf('RUNNING'),
    entries: rows.map(({ id, status, place }) => ({
      animationId: id,
      status,
      position: status === 'QUEUED' ? place : null,
    })),
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
