import type { PrismaClient } from '../../generated/prisma/client.ts';
import { BatchedRead } from '../streams/batched-read.ts';
import { silenceSeconds } from './waiting.ts';

/** The process that renders an animation has fallen silent. */
export interface Stall {
  /** When it was last heard of. */
  since: Date;
  /** When another process may take the animation, unless it is heard of again before. */
  takeoverAt: Date;
}

/** Two heartbeats were missed by then: one may be late on a busy machine. */
const stallSeconds = silenceSeconds / 2;

/** Which animations stand still because their process has died or was stopped: one statement for all who ask at the time. */
export class Stalls {
  readonly #stalls: BatchedRead<Stall>;

  constructor(prisma: PrismaClient) {
    this.#stalls = new BatchedRead((ids) => readStalls(prisma, ids));
  }

  /** Null unless it is running and its process has been silent for 30 seconds. */
  async of(id: string): Promise<Stall | null> {
    return this.#stalls.ask(id);
  }
}

export function isSameStall(a: Stall | null, b: Stall | null): boolean {
  return a?.since.getTime() === b?.since.getTime();
}

/** Heartbeats have the time of the database, and so has this question. */
async function readStalls(prisma: PrismaClient, ids: readonly string[]): Promise<ReadonlyMap<string, Stall>> {
  const rows = await prisma.$queryRaw<({ id: string } & Stall)[]>`
    SELECT "id", "heartbeatAt" AS "since", "heartbeatAt" + make_interval(secs => ${silenceSeconds}) AS "takeoverAt"
    FROM "Animation"
    WHERE "id" = ANY(${ids}) AND "status" = 'RUNNING' AND "heartbeatAt" < now() - make_interval(secs => ${stallSeconds})`;
  return new Map(rows.map(({ id, ...stall }) => [id, stall]));
}
