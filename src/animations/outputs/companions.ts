import type { Animation, PrismaClient } from '../../generated/prisma/client.ts';
import { BatchedRead } from '../streams/batched-read.ts';

/** Most companions of an animation: one per light. */
export const mostCompanions = 12;

/**
 * Finds animations of one photo with the same motion in different lights: their displacements are equal, frame by
 * frame.
 */
export class Companions {
  readonly #rows: BatchedRead<Animation[]>;

  constructor(prisma: PrismaClient) {
    this.#rows = new BatchedRead((motions) => readByMotion(prisma, motions));
  }

  /**
   * For each other light, the newest that has not failed or been canceled, otherwise the newest; in order of creation.
   */
  async of(
    projectId: string,
    { motionDigest, renderDigest }: Pick<Animation, 'motionDigest' | 'renderDigest'>,
  ): Promise<Animation[]> {
    if (motionDigest === null) return [];
    const rows = (await this.#rows.ask(motionDigest)) ?? [];
    return rows
      .filter((row) => row.projectId === projectId && row.renderDigest !== renderDigest)
      .slice(0, mostCompanions);
  }
}

async function readByMotion(
  prisma: PrismaClient,
  motions: readonly string[],
): Promise<ReadonlyMap<string, Animation[]>> {
  // The database selects one row per light, because the same video may have been requested a thousand times.
  const found = await prisma.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT ON ("projectId", "motionDigest", "renderDigest") "id" FROM "Animation"
    WHERE "motionDigest" = ANY(${motions})
    ORDER BY "projectId", "motionDigest", "renderDigest", "status" IN ('FAILED', 'CANCELED'), "createdAt" DESC, "id" DESC`;
  const ids = found.map(({ id }) => id);
  const rows = await prisma.animation.findMany({
    where: { id: { in: ids } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return Map.groupBy(rows, ({ motionDigest }) => motionDigest as string);
}
