import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { inOrder } from './order.ts';

// The rows of animations are the queue: whoever waits is QUEUED. Whoever takes from it or changes its order holds its lock.

type Transaction = Prisma.TransactionClient;

/** Any number that no other advisory lock in this database has. */
const queueLock = 1_903_520_114;
/** A process that has not been heard of for this long has lost its animation. */
export const silenceSeconds = 60;
const heartbeatMs = (silenceSeconds / 4) * 1000;

/**
 * Lets other transactions that change the order of the queue wait until this one ends. To be called before any row is locked,
 * so that two such transactions never wait for each other.
 */
export async function lockQueue(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${queueLock})`;
}

/** The id of the animation whose turn it is, pauses after faults left out; null when none waits. */
export async function firstWaiting(tx: Transaction): Promise<string | null> {
  const [first] = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Animation"
    WHERE "status" = 'QUEUED' AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now())
    ORDER BY ${inOrder} LIMIT 1`;
  return first?.id ?? null;
}

/** Animations whose process has fallen silent, by their ids. */
export async function abandoned(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Animation"
    WHERE "status" = 'RUNNING' AND "heartbeatAt" < now() - make_interval(secs => ${silenceSeconds})`;
  return rows.map(({ id }) => id);
}

/** When an animation waits no more for another try, or its process will have been silent for too long; null when none is due. */
export async function nextDueAt(prisma: PrismaClient): Promise<Date | null> {
  const [{ dueAt }] = await prisma.$queryRaw<{ dueAt: Date | null }[]>`
    SELECT least(
      (SELECT min("nextAttemptAt") FROM "Animation" WHERE "status" = 'QUEUED'),
      (SELECT min("heartbeatAt") FROM "Animation" WHERE "status" = 'RUNNING') + make_interval(secs => ${silenceSeconds})
    ) AS "dueAt"`;
  return dueAt;
}

/**
 * Says, until it is disposed, that this process is still at an animation.
 * @param attempt the run that it is at
 * @param onError hears of a heartbeat that could not be stored; the next one may
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
