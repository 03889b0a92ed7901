import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Slow or reconnecting readers can still read the pictures of frames for a while. */
const keptMs = 10 * 60_000;

/**
 * Removes the pictures from frame events of all animations that ended some time ago. Events with pictures have an
 * index, so the check is cheap if there are none.
 * @returns their number
 */
export async function dropOldPreviews(prisma: PrismaClient): Promise<number> {
  const end = new Date(Date.now() - keptMs);
  return prisma.$executeRaw`
    UPDATE "AnimationEvent" SET "preview" = NULL FROM "Animation"
    WHERE "preview" IS NOT NULL AND "Animation"."id" = "animationId" AND "finishedAt" < ${end}`;
}
