import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Readers that fell behind, or come back, still find the pictures of frames for a while. */
const keptMs = 10 * 60_000;

/**
 * Removes the pictures from frame events of all animations that ended some time ago. An index has the events with pictures, so
 * that it costs nothing to look when there are none.
 * @returns how many
 */
export async function dropOldPreviews(prisma: PrismaClient): Promise<number> {
  const end = new Date(Date.now() - keptMs);
  return prisma.$executeRaw`
    UPDATE "AnimationEvent" SET "preview" = NULL FROM "Animation"
    WHERE "preview" IS NOT NULL AND "Animation"."id" = "animationId" AND "finishedAt" < ${end}`;
}
