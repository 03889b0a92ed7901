import { JobLife } from './animations/life/job-life.ts';
import { Runs } from './animations/work/runs.ts';
import type { BackOff } from './back-off.ts';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './database/database.ts';
import { FileRemovals } from './leftovers/file-removals.ts';
import type { Log } from './log.ts';
import { privateFolder } from './private-files.ts';
import { openStorage } from './storage/open-storage.ts';
import type { Storage } from './storage/storage.ts';
import { requireStorage } from './storage-identity.ts';
import { DeliveryQueue, defaultPauses } from './webhooks/delivery-queue.ts';
import { Outbox } from './webhooks/outbox.ts';

/** What a process needs that has to do with animations, whether it takes them on or renders them. */
export interface Jobs {
  database: Database;
  storage: Storage;
  removals: FileRemovals;
  deliveryQueue: DeliveryQueue;
  outbox: Outbox;
  life: JobLife;
  runs: Runs;
}

export interface JobsOptions {
  log: Log;
  /** How long to wait between the attempts of a delivery. Default: 15 s, doubling to 6 h. */
  webhookPauses?: BackOff;
  /** Whether a storage that has no name yet may be taken for that of the database. Default: it may. */
  mayClaimStorage?: boolean;
}

/** Puts something on the list of what is to be closed, and returns it. */
export type Keep = <Resource extends { close(): Promise<void> }>(resource: Resource) => Resource;

/** What keeps on a stack; disposing it closes what was kept, the last first. */
export function keepOn(stack: AsyncDisposableStack): Keep {
  return (resource) => stack.adopt(resource, (kept) => kept.close());
}

/** @throws Error when the database is in use or out of reach, or the storage is another's */
export async function openJobs(
  config: Pick<Config, 'dataDirectory' | 'databaseUrl' | 'storage' | 'retries'>,
  { log, webhookPauses = defaultPauses, mayClaimStorage = true }: JobsOptions,
  keep: Keep,
): Promise<Jobs> {
  await privateFolder('DATA_DIR', config.dataDirectory);
  const database = keep(await openDatabase(config, log));
  const storage = await openStorage(config, database);
  await requireStorage(database.prisma, storage, { mayClaim: mayClaimStorage });
  const removals = new FileRemovals(database.prisma, storage, log);
  const deliveryQueue = keep(await DeliveryQueue.open(database, webhookPauses, log));
  const outbox = new Outbox(deliveryQueue);
  const life = new JobLife(outbox, config.retries);
  const runs = new Runs(database.prisma, life);
  return { database, storage, removals, deliveryQueue, outbox, life, runs };
}
