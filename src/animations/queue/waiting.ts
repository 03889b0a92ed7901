import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { inOrder } from './order.ts';

// The rows of animations are the queue: waiting ones are QUEUED. Taking from it or changing its order requires its
// lock.

type Transaction = Prisma.TransactionClient;

/** Arbitrary, but unique among the advisory locks in this database. */
const queueLock = 1_903_520_114;
/** A process that sends no heartbeat for this long loses its animation. */
export const silenceSeconds = 60;
const heartbeatMs = (silenceSeconds / 4) * 1000;

/**
 * Makes other transactions that change the order of the queue wait until this one ends. Call it before any row is
 * locked, so that two such transactions never deadlock.
 */
export async function lockQueue(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${queueLock})`;
}

/** The id of the next animation, except those in a retry delay; null if none waits. */
export async function firstWaiting(tx: Transaction): Promise<string | null> {
  const [first] = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Animation"
    WHERE "status" = 'QUEUED' AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now())
    ORDER BY ${inOrder} LIMIT 1`;
  return first?.id ?? null;
}

/** Ids of animations whose process has stopped sending heartbeats. */
export async function abandoned(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Animation"
    WHERE "status" = 'RUNNING' AND "heartbeatAt" < now() - make_interval(secs => ${silenceSeconds})`;
  return rows.map(({ id }) => id);
}

/** When the next retry delay ends, or the next heartbeat timeout expires; null if there is neither. */
export async function nextDueAt(prisma: PrismaClient): Promise<Date | null> {
  const [{ dueAt }] = await prisma.$queryRaw<{ dueAt: Date | null }[]>`
    SELECT least(
      (SELECT min("nextAttemptAt") FROM "Animation" WHERE "status" = 'QUEUED'),
      (SELECT min("heartbeatAt") FROM "Animation" WHERE "status" = 'RUNNING') + make_interval(secs => ${silenceSeconds})
    ) AS "dueAt"`;
  return dueAt;
}

/**
 * Sends heartbeats for an animation until it is disposed.
 * @param attempt the current run
 * @param onError called if a heartbeat could not be stored; the next one may succeed
 */
export function keepAlive(
  prisma: PrismaClient,
  { id, attempt }: { id: string; attempt: number },
  onError: (error: unknown) => void,
): Disposable {
  const beat = () =>
    prisma.$executeRaw`
      UPDATE "Animation" SET "heartbeatAt" = now()
      WHERE "id" = ${id} AND "attempts" = ${attempt} AND "status" = 'RUNNING'`.catch(onError);
  const timer = setInterval(beat, heartbeatMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
