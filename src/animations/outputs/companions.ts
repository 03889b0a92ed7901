import type { Animation, PrismaClient } from '../../generated/prisma/client.ts';
import { BatchedRead } from '../streams/batched-read.ts';

/** Companions that an animation has at most: one for each light. */
export const mostCompanions = 12;

/** Finds animations of one photo that move alike in different lights: their displacements are the same, frame by frame. */
export class Companions {
  readonly #rows: BatchedRead<Animation[]>;

  constructor(prisma: PrismaClient) {
    this.#rows = new BatchedRead((motions) => readByMotion(prisma, motions));
  }

  /** Of each other light the newest that has not failed or been canceled, or else the newest; in the order of their making. */
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
  // The database picks one row of each light: the same video may have been asked for a thousand times.
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
