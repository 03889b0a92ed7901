import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Number of latest renderings used to estimate the duration. */
const recentRenders = 20;

/** The throughput of the queue. */
export interface Pace {
  /** For one worker, from start to end. */
  secondsPerPixel: number;
  /** Remaining pixels of each worker, at least one. */
  left: readonly number[];
}

/** Null if there is no basis: nothing was rendered yet, or nothing is being rendered now. */
export async function paceOf(prisma: PrismaClient): Promise<Pace | null> {
  const [secondsPerPixel, running] = await Promise.all([
    recentSecondsPerPixel(prisma),
    prisma.animation.findMany({
      where: { status: 'RUNNING' },
      select: { framesDone: true, framesTotal: true, videoPixels: true },
    }),
  ]);
  if (secondsPerPixel === null || running.length === 0) return null;
  const left = running.map(
    ({ framesDone, framesTotal, videoPixels }) => videoPixels * (1 - framesDone / framesTotal),
  );
  return { secondsPerPixel, left };
}

/**
 * Estimated start of a queued animation, from the pixels ahead of it and the recent time per pixel. It assumes that the
 * number of concurrent renderings stays the same.
 */
export function startAfter(
  { pixelsAhead, nextAttemptAt }: { pixelsAhead: number; nextAttemptAt: Date | null },
  { secondsPerPixel, left }: Pace,
): Date {
  const start = Date.now() + workUntilFree(left, pixelsAhead) * secondsPerPixel * 1000;
  return new Date(Math.max(start, nextAttemptAt?.getTime() ?? 0));
}

/**
 * Work that each worker does until one of them is free for the next animation.
 * @param left remaining work of each worker, at least one
 * @param waiting work of the animations ahead, done by the next free worker
 */
export function workUntilFree(left: readonly number[], waiting: number): number {
  let done = waiting;
  let level = Number.POSITIVE_INFINITY;
  for (const [index, one] of left.toSorted((a, b) => a - b).entries()) {
    if (one >= level) break;
    done += one;
    level = done / (index + 1);
  }
  return level;
}

/** For one worker, from start to end; null if nothing was rendered yet. */
async function recentSecondsPerPixel(prisma: PrismaClient): Promise<number | null> {
  const renders = await prisma.animation.findMany({
    where: { status: 'SUCCEEDED', isReused: false, startedAt: { not: null }, videoPixels: { gt: 0 } },
    orderBy: { finishedAt: 'desc' },
    take: recentRenders,
    select: { startedAt: true, finishedAt: true, videoPixels: true },
  });
  const pixels = renders.reduce((sum, { videoPixels }) => sum + videoPixels, 0);
  const ms = renders.reduce(
    (sum, { startedAt, finishedAt }) => sum + Number(finishedAt) - Number(startedAt),
    0,
  );
  return pixels > 0 ? ms / 1000 / pixels : null;
}
