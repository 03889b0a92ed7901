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

/** Rows touched in one go: on the embedded database everybody else waits meanwhile. */
const batchSize = 100;
const dayMs = 24 * 60 * 60 * 1000;
/** Changes leave room behind too, if less than removals. Less than the hour between two sweeps. */
const vacuumEveryMs = 50 * 60_000;
/** How long it is known what a key was used for. */
const usageKeptDays = 90;
/** How long it is known what was sent to webhooks. */
const deliveriesKeptDays = 30;
/** How long links are listed after they have ended. */
const endedLinksKeptDays = 30;

/** How many of each a sweep removed. */
export interface Swept {
  events: number;
  /** Pictures of frames. */
  previews: number;
  /** Files that no row named any more. */
  files: number;
  animations: number;
  uploads: number;
  drafts: number;
  /** Folders, and files that were uploaded in part. */
  unfinishedFolders: number;
  /** Files that no row ever named. */
  orphans: number;
}

/** Whose things are removed. */
interface Stores {
  prisma: PrismaClient;
  storage: Pick<Storage, 'removeUnfinished'>;
  removal: Pick<Removal, 'deleteAnimation'>;
  removals: Pick<FileRemovals, 'carryOut'>;
  uploads: Pick<Uploads, 'removeOlderThan'>;
  drafts: Pick<DraftFiles, 'sweep'>;
  /** Where other processes are at work; one that is alone has removed them at its start. */
  orphans?: Pick<Orphans, 'sweep'>;
  /** Gives the room of what was removed to what comes. */
  vacuum?: () => Promise<void>;
}

/** Removes what has been kept long enough. */
export class Retention {
  readonly #stores: Stores;
  readonly #days: Config['retainDays'];
  #vacuumDueMs = Date.now() + vacuumEveryMs;

  /** @param days how long each is kept; 0 for ever */
  constructor(stores: Stores, days: Config['retainDays']) {
    this.#stores = stores;
    this.#days = days;
  }

  /** Removes all that is old enough by now. It may run on several processes at once, and may be broken off anywhere. */
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
    // Not at every start, when the first requests wait for the database too.
    const hasRemoved = Object.values(swept).some((count) => count > 0);
    if (hasRemoved || Date.now() >= this.#vacuumDueMs) await vacuum?.();
    this.#vacuumDueMs = Date.now() + vacuumEveryMs;
    return swept;
  }

  /** Drops what happened to animations that ended before `end`. How they ended stays: every stream ends with that. */
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

/** Another process, or a client, may have deleted it meanwhile. */
function unlessGone(error: unknown): void {
  if (!(error instanceof UserError) || error.code !== 'NOT_FOUND') throw error;
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * dayMs);
}
