import { lockQueue } from '../animations/transitions.ts';
import type { Config } from '../config.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Storage } from '../storage/storage.ts';

/** Rows touched in one go: on the embedded database everybody else waits meanwhile. */
const batchSize = 100;
const dayMs = 24 * 60 * 60 * 1000;
/** How long it is known what a key was used for. */
const usageKeptDays = 90;
/** How long it is known what was sent to webhooks. */
const deliveriesKeptDays = 30;

/** How many of each a sweep removed. */
export interface Swept {
  events: number;
  animations: number;
  unfinishedFolders: number;
}

/** Removes what has been kept long enough. */
export class Retention {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #days: Config['retainDays'];

  /** @param days how long each is kept; 0 for ever */
  constructor(prisma: PrismaClient, storage: Storage, days: Config['retainDays']) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#days = days;
  }

  /** Removes all that is old enough by now. It may run on several processes at once, and may be broken off anywhere. */
  async sweep(): Promise<Swept> {
    const { events, outputs, failedUploads } = this.#days;
    await this.#prisma.apiKeyUsage.deleteMany({ where: { day: { lt: daysAgo(usageKeptDays) } } });
    await this.#prisma.webhookDelivery.deleteMany({
      where: { createdAt: { lt: daysAgo(deliveriesKeptDays) } },
    });
    return {
      events: events > 0 ? await this.#dropEvents(daysAgo(events)) : 0,
      animations: outputs > 0 ? await this.#deleteAnimations(daysAgo(outputs)) : 0,
      unfinishedFolders: failedUploads > 0 ? await this.#storage.removeUnfinished(daysAgo(failedUploads)) : 0,
    };
  }

  /** Drops what happened to animations that ended before `end`. How they ended stays: every stream ends with that. */
  async #dropEvents(end: Date): Promise<number> {
    const where: Prisma.AnimationEventWhereInput = {
      type: { not: 'ENDED' },
      animation: { finishedAt: { lt: end } },
    };
    let count = 0;
    for (;;) {
      const old = await this.#prisma.animationEvent.findMany({
        where,
        select: { animationId: true },
        distinct: ['animationId'],
        take: batchSize,
      });
      if (old.length === 0) return count;
      const animationId = { in: old.map((event) => event.animationId) };
      count += (await this.#prisma.animationEvent.deleteMany({ where: { ...where, animationId } })).count;
    }
  }

  async #deleteAnimations(end: Date): Promise<number> {
    const where = { finishedAt: { lt: end } };
    let count = 0;
    for (;;) {
      const old = await this.#prisma.animation.findMany({ where, select: { id: true }, take: batchSize });
      if (old.length === 0) return count;
      for (const { id } of old) await this.#deleteAnimation(id);
      count += old.length;
    }
  }

  /** Rows first: a file without a row is found and removed later, a row without its file would be a broken promise. */
  async #deleteAnimation(id: string): Promise<void> {
    const unused = await this.#prisma.$transaction(async (tx) => {
      // Nobody takes over this animation's files for a new one meanwhile.
      await lockQueue(tx);
      const [row] = await tx.animation.findMany({ where: { id } });
      if (!row) return [];
      await tx.animation.delete({ where: { id } });
      if (row.videoKey === null) return [];
      const users = await tx.animation.count({ where: { videoKey: row.videoKey } });
      return users > 0 ? [] : [row.videoKey, row.posterKey].filter((key) => key !== null);
    });
    for (const key of unused) await this.#storage.remove(key);
  }
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * dayMs);
}
