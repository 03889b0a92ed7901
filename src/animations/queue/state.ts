import type { PrismaClient } from '../../generated/prisma/client.ts';
import {
  type OwnedBy,
  type QueueCounts,
  type QueueDeparture,
  type QueueEntry,
  visiblePlaces,
} from './events.ts';
import { inOrder } from './order.ts';

export interface QueueState extends QueueCounts {
  entries: readonly OwnedBy<QueueEntry>[];
}

/** The queue at one moment: one statement, which reads only the rows of the first places and counts the others. */
export async function readQueue(prisma: PrismaClient): Promise<QueueState> {
  const rows = await prisma.$queryRaw<
    { id: string; projectId: string; position: number | null; queued: number }[]
  >`
    WITH running AS (
      SELECT "id", "projectId" FROM "Animation" WHERE "status" = 'RUNNING' ORDER BY ${inOrder}
    ), first AS (
      SELECT "id", "projectId", (row_number() OVER (ORDER BY ${inOrder}))::int AS "position"
      FROM "Animation" WHERE "status" = 'QUEUED'
      ORDER BY ${inOrder} LIMIT ${visiblePlaces}
    ), queued AS (
      SELECT count(*)::int AS "queued" FROM "Animation" WHERE "status" = 'QUEUED'
    )
    SELECT "id", "projectId", NULL AS "position", "queued" FROM running, queued
    UNION ALL SELECT "id", "projectId", "position", "queued" FROM first, queued
    ORDER BY "position" NULLS FIRST`;
  const entries = rows.map(({ id, projectId, position }) => ({
    animationId: id,
    projectId,
    status: position === null ? ('RUNNING' as const) : ('QUEUED' as const),
    position,
  }));
  return {
    queued: rows[0]?.queued ?? 0,
    running: entries.filter(({ status }) => status === 'RUNNING').length,
    entries,
  };
}

/** Status of animations that are no longer entries. */
export async function readDepartures(
  prisma: PrismaClient,
  gone: readonly OwnedBy<QueueEntry>[],
): Promise<OwnedBy<QueueDeparture>[]> {
  if (gone.length === 0) return [];
  const rows = await prisma.animation.findMany({
    where: { id: { in: gone.map(({ animationId }) => animationId) } },
    select: { id: true, status: true },
  });
  const statusOf = new Map(rows.map(({ id, status }) => [id, status]));
  return gone.map(({ animationId, projectId }) => ({
    animationId,
    projectId,
    status: statusOf.get(animationId) ?? null,
  }));
}

export interface QueueDifference {
  entered: OwnedBy<QueueEntry>[];
  changed: OwnedBy<QueueEntry>[];
  gone: OwnedBy<QueueEntry>[];
}

/** The changes from one state to the next; null if there are none. */
export function compareQueues(before: QueueState, after: QueueState): QueueDifference | null {
  const known = new Map(before.entries.map((entry) => [entry.animationId, entry]));
  const difference: QueueDifference = { entered: [], changed: [], gone: [] };
  for (const entry of after.entries) {
    const old = known.get(entry.animationId);
    if (!old) difference.entered.push(entry);
    else if (old.status !== entry.status || old.position !== entry.position) difference.changed.push(entry);
    known.delete(entry.animationId);
  }
  difference.gone = [...known.values()];
  const { entered, changed, gone } = difference;
  const isSame =
    before.queued === after.queued &&
    before.running === after.running &&
    entered.length + changed.length + gone.length === 0;
  return isSame ? null : difference;
}
