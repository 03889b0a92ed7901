import type { PrismaClient } from '../../generated/prisma/client.ts';
import { BatchedRead } from '../streams/batched-read.ts';
import { inOrder } from './order.ts';
import { paceOf, startAfter } from './start-estimate.ts';

/** Current place of a queued animation. */
export interface QueuePlace {
  /** 1 is next. */
  position: number;
  /** Pixels of all frames of the animations ahead of it. */
  pixelsAhead: number;
  /** Earliest time of the next attempt after a fault. */
  nextAttemptAt: Date | null;
}

/** Positions in the queue, computed on request: concurrent requests share one statement. */
export class QueuePlaces {
  readonly #places: BatchedRead<QueuePlace>;
  readonly #pace: BatchedRead<Awaited<ReturnType<typeof paceOf>>>;

  constructor(prisma: PrismaClient) {
    this.#places = new BatchedRead((ids) => readPlaces(prisma, ids));
    this.#pace = new BatchedRead(async () => new Map([['now', await paceOf(prisma)]]));
  }

  /** Null unless queued. */
  async positionOf(id: string): Promise<number | null> {
    return (await this.#places.ask(id))?.position ?? null;
  }

  /** When it is likely to begin; null when that is unknown, or unless queued. */
  async estimatedStartOf(id: string): Promise<Date | null> {
    const [place, pace] = await Promise.all([this.#places.ask(id), this.#pace.ask('now')]);
    if (!place) return null;
    return pace ? startAfter(place, pace) : place.nextAttemptAt;
  }
}

/** Counts from the front up to the last requested one only. */
async function readPlaces(
  prisma: PrismaClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, QueuePlace>> {
  const rows = await prisma.$queryRaw<({ id: string } & QueuePlace)[]>`
    WITH last AS (
      SELECT "priority", "turn", "queueNumber" FROM "Animation"
      WHERE "id" = ANY(${ids}) AND "status" = 'QUEUED'
      ORDER BY "priority", "turn" DESC, "queueNumber" DESC LIMIT 1
    )
    SELECT * FROM (
      SELECT "id", "nextAttemptAt", (row_number() OVER ahead)::int AS "position",
        sum("videoPixels") OVER ahead - "videoPixels" AS "pixelsAhead"
      FROM "Animation" WHERE "status" = 'QUEUED' AND ("priority" > (SELECT "priority" FROM last)
        OR ("priority" = (SELECT "priority" FROM last)
          AND ("turn", "queueNumber") <= (SELECT "turn", "queueNumber" FROM last)))
      WINDOW ahead AS (ORDER BY ${inOrder} ROWS UNBOUNDED PRECEDING)
    ) AS placed WHERE "id" = ANY(${ids})`;
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}
