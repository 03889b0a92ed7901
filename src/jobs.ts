import { JobLifecycle } from './animations/lifecycle/job-lifecycle.ts';
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

/** Everything a process needs to work with animations, whether it accepts or renders them. */
export interface Jobs {
  database: Database;
  storage: Storage;
  removals: FileRemovals;
  deliveryQueue: DeliveryQueue;
  outbox: Outbox;
  lifecycle: JobLifecycle;
  runs: Runs;
}

export interface JobsOptions {
  log: Log;
  /** Delays between the attempts of a delivery. Default: 15 s, doubling to 6 h. */
  webhookPauses?: BackOff;
  /** Whether a storage without an identity is accepted as that of the database. Default: true. */
  mayClaimStorage?: boolean;
}

/** Registers a resource for closing, and returns it. */
export type Keep = <Resource extends { close(): Promise<void> }>(resource: Resource) => Resource;

/** Registers resources on a stack; disposing it closes them, the last one first. */
export function keepOn(stack: AsyncDisposableStack): Keep {
  return (resource) => stack.adopt(resource, (kept) => kept.close());
}

/** @throws Error if the database is in use or unreachable, or the storage belongs to another one */
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
  const lifecycle = new JobLifecycle(outbox, config.retries);
  const runs = new Runs(database.prisma, lifecycle);
  return { database, storage, removals, deliveryQueue, outbox, lifecycle, runs };
}
