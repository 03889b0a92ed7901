import type { PrismaClient } from '../../generated/prisma/client.ts';

/** So many of the latest renderings say how long one takes. */
const recentRenders = 20;

/** What says how fast the queue moves. */
export interface Pace {
  /** As one worker renders, from beginning to end. */
  secondsPerPixel: number;
  /** Pixels that each of at least one worker has left to do. */
  left: readonly number[];
}

/** Null when there is nothing to go by: nothing was rendered yet, or nothing is being rendered now. */
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
 * When a queued animation is likely to begin: from what is ahead of it, in pixels, and how long pixels took lately. It takes
 * for granted that as many are rendered at once as now.
 */
export function startAfter(
  { pixelsAhead, nextAttemptAt }: { pixelsAhead: number; nextAttemptAt: Date | null },
  { secondsPerPixel, left }: Pace,
): Date {
  const start = Date.now() + workUntilFree(left, pixelsAhead) * secondsPerPixel * 1000;
  return new Date(Math.max(start, nextAttemptAt?.getTime() ?? 0));
}

/**
 * How much each worker does until one of them is free for the next.
 * @param left what each of at least one worker has left to do
 * @param waiting what is to be done before, by whoever is free
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

/** From beginning to end, as one worker does it; null when nothing was rendered yet. */
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
