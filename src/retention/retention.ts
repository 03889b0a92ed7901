import { dropOldPreviews } from '../animations/outputs/previews.ts';
import type { Removal } from '../animations/outputs/removal.ts';
import type { Config } from '../config.ts';
import type { DraftFiles } from '../drafts/draft-files.ts';
import { UserError } from '../errors.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Uploads } from '../images/uploads.ts';
import type { FileRemovals } from '../leftovers/file-removals.ts';
import type { Orphans } from '../leftovers/orphans.ts';
import type { Storage } from '../storage/storage.ts';

/** Rows changed per statement: the embedded database blocks all other queries meanwhile. */
const batchSize = 100;
const dayMs = 24 * 60 * 60 * 1000;
/** Updates leave dead rows, too, if fewer than deletions. Shorter than the hour between two sweeps. */
const vacuumEveryMs = 50 * 60_000;
/** Days for which the usage of keys is kept. */
const usageKeptDays = 90;
/** Days for which deliveries to webhooks are kept. */
const deliveriesKeptDays = 30;
/** Days for which links are listed after they ended. */
const endedLinksKeptDays = 30;

/** Numbers of things that a sweep removed. */
export interface Swept {
  events: number;
  /** Pictures of frames. */
  previews: number;
  /** Files that no row refers to any more. */
  files: number;
  animations: number;
  uploads: number;
  drafts: number;
  /** Folders, and files that were uploaded in part. */
  unfinishedFolders: number;
  /** Files that no row ever referred to. */
  orphans: number;
}

/** The parts whose old data is removed. */
interface Stores {
  prisma: PrismaClient;
  storage: Pick<Storage, 'removeUnfinished'>;
  removal: Pick<Removal, 'deleteAnimation'>;
  removals: Pick<FileRemovals, 'carryOut'>;
  uploads: Pick<Uploads, 'removeOlderThan'>;
  drafts: Pick<DraftFiles, 'sweep'>;
  /** Only if other processes use the storage; a process on its own has removed orphans at its start. */
  orphans?: Pick<Orphans, 'sweep'>;
  /** Frees the space of deleted rows for new ones. */
  vacuum?: () => Promise<void>;
}

/** Removes expired data. */
export class Retention {
  readonly #stores: Stores;
  readonly #days: Config['retainDays'];
  #vacuumDueMs = Date.now() + vacuumEveryMs;

  /** @param days how long each is kept; 0: for ever */
  constructor(stores: Stores, days: Config['retainDays']) {
    this.#stores = stores;
    this.#days = days;
  }

  /** Removes everything that has expired. May run in several processes at once, and may be interrupted anywhere. */
  async sweep(): Promise<Swept> {
    const { events, outputs, failedUploads } = this.#days;
    const { prisma, storage, removals, uploads, drafts, orphans, vacuum } = this.#stores;
    await prisma.apiKeyUsage.deleteMany({ where: { day: { lt: daysAgo(usageKeptDays) } } });
    await prisma.webhookDelivery.deleteMany({
      where: { createdAt: { lt: daysAgo(deliveriesKeptDays) } },
    });
    const linksEnd = { lt: daysAgo(endedLinksKeptDays) };
    await prisma.fileLink.deleteMany({ where: { OR: [{ expiresAt: linksEnd }, { revokedAt: linksEnd }] } });
    const swept = {
      previews: await dropOldPreviews(prisma),
      files: await removals.carryOut(),
      events: events > 0 ? await this.#dropEvents(daysAgo(events)) : 0,
      animations: outputs > 0 ? await this.#deleteAnimations(daysAgo(outputs)) : 0,
      uploads: failedUploads > 0 ? await uploads.removeOlderThan(daysAgo(failedUploads)) : 0,
      drafts: await drafts.sweep(),
      unfinishedFolders: failedUploads > 0 ? await storage.removeUnfinished(daysAgo(failedUploads)) : 0,
      orphans: orphans && failedUploads > 0 ? await orphans.sweep(daysAgo(failedUploads)) : 0,
    };
    // Not at every start, when the first requests need the database too.
    const hasRemoved = Object.values(swept).some((count) => count > 0);
    if (hasRemoved || Date.now() >= this.#vacuumDueMs) await vacuum?.();
    this.#vacuumDueMs = Date.now() + vacuumEveryMs;
    return swept;
  }

  /** Deletes the events of animations that ended before `end`, except their last: every stream ends with it. */
  async #dropEvents(end: Date): Promise<number> {
    const { prisma } = this.#stores;
    const where: Prisma.AnimationEventWhereInput = {
      type: { not: 'ENDED' },
      animation: { finishedAt: { lt: end } },
    };
    let count = 0;
    for (;;) {
      const old = await prisma.animationEvent.findMany({
        where,
        select: { animationId: true },
        distinct: ['animationId'],
        take: batchSize,
      });
      if (old.length === 0) return count;
      const animationId = { in: old.map((event) => event.animationId) };
      count += (await prisma.animationEvent.deleteMany({ where: { ...where, animationId } })).count;
    }
  }

  async #deleteAnimations(end: Date): Promise<number> {
    const { prisma, removal } = this.#stores;
    const where = { finishedAt: { lt: end } };
    let count = 0;
    for (;;) {
      const old = await prisma.animation.findMany({ where, select: { id: true }, take: batchSize });
      if (old.length === 0) return count;
      for (const { id } of old) await removal.deleteAnimation(id).catch(unlessGone);
      count += old.length;
    }
  }
}

/** Ignores that another process, or a client, has deleted it meanwhile. */
function unlessGone(error: unknown): void {
  if (!(error instanceof UserError) || error.code !== 'NOT_FOUND') throw error;
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * dayMs);
}
