import type { Prisma } from '../../generated/prisma/client.ts';
import type { Place } from './order.ts';

// Turns are start tags of start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996): in each round, one animation
// of each project is started, however many it has waiting.

/**
 * The turn of a new animation: after all waiting or running ones of its project, and not before those already started,
 * so that no project can save up turns. Call it with the queue's lock held.
 */
export async function nextTurn(
  tx: Prisma.TransactionClient,
  { projectId, priority }: { projectId: string; priority: number },
): Promise<number> {
  const [{ turn }] = await tx.$queryRaw<[{ turn: number }]>`
    SELECT GREATEST(
      (SELECT "turn" FROM "QueueClock" WHERE "priority" = ${priority}),
      (SELECT "turn" + 1 FROM "Animation"
       WHERE "projectId" = ${projectId} AND "status" = 'QUEUED' AND "priority" = ${priority}
       ORDER BY "turn" DESC LIMIT 1),
      (SELECT "turn" + 1 FROM "Animation"
       WHERE "projectId" = ${projectId} AND "status" = 'RUNNING' AND "priority" = ${priority}
       ORDER BY "turn" DESC LIMIT 1),
      0) AS "turn"`;
  return turn;
}

/** Records that a turn has started. */
export async function beginTurn(
  tx: Prisma.TransactionClient,
  { priority, turn }: Pick<Place, 'priority' | 'turn'>,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "QueueClock" ("priority", "turn") VALUES (${priority}, ${turn})
    ON CONFLICT ("priority") DO UPDATE SET "turn" = GREATEST("QueueClock"."turn", excluded."turn")`;
}
