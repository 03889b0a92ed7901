import type { PrismaClient } from '../../generated/prisma/client.ts';
import { BatchedRead } from '../streams/batched-read.ts';
import { silenceSeconds } from './waiting.ts';

/** The process that renders an animation has stopped sending heartbeats. */
export interface Stall {
  /** Time of the last heartbeat. */
  since: Date;
  /** When another process may take over the animation, unless heartbeats resume before. */
  takeoverAt: Date;
}

/** Two heartbeats are missed by then; a single one may be late on a busy machine. */
const stallSeconds = silenceSeconds / 2;

/** Animations stalled because their process has died or was stopped: concurrent requests share one statement. */
export class Stalls {
  readonly #stalls: BatchedRead<Stall>;

  constructor(prisma: PrismaClient) {
    this.#stalls = new BatchedRead((ids) => readStalls(prisma, ids));
  }

  /** Null unless it is running and its process has sent no heartbeat for 30 seconds. */
  async of(id: string): Promise<Stall | null> {
    return this.#stalls.ask(id);
  }
}

export function isSameStall(a: Stall | null, b: Stall | null): boolean {
  return a?.since.getTime() === b?.since.getTime();
}

/** Heartbeats use the database's clock, and so does this query. */
async function readStalls(prisma: PrismaClient, ids: readonly string[]): Promise<ReadonlyMap<string, Stall>> {
  const rows = await prisma.$queryRaw<({ id: string } & Stall)[]>`
    SELECT "id", "heartbeatAt" AS "since", "heartbeatAt" + make_interval(secs => ${silenceSeconds}) AS "takeoverAt"
    FROM "Animation"
    WHERE "id" = ANY(${ids}) AND "status" = 'RUNNING' AND "heartbeatAt" < now() - make_interval(secs => ${stallSeconds})`;
  return new Map(rows.map(({ id, ...stall }) => [id, stall]));
}
