import { type ConstructorOptions, PgBoss } from 'pg-boss';
import bossFile from 'pg-boss/package.json' with { type: 'json' };
import type { Log } from '../log.ts';
import type { Database } from './database.ts';

/** Options of the users of the job queue. */
export type BossOptions = Pick<
  ConstructorOptions,
  'schedule' | 'monitorIntervalSeconds' | 'cronWorkerIntervalSeconds' | 'cronMonitorIntervalSeconds'
>;

/**
 * Opens the job queue (pg-boss) in a database, and creates or migrates its tables.
 * @param name name of the user, for the log
 * @throws Error if a newer version has upgraded the tables (nothing is changed then), or the database does not respond
 */
export async function openBoss(
  {
    queueDatabase,
    isExclusive,
    exclusively,
  }: Pick<Database, 'queueDatabase' | 'isExclusive' | 'exclusively'>,
  { name, log, ...options }: BossOptions & { name: string; log: Log },
): Promise<PgBoss> {
  const boss = new PgBoss({
    db: queueDatabase,
    backend: isExclusive ? 'pglite' : 'postgres',
    schema: 'jobs',
    registerInstance: false,
    supervise: false,
    ...options,
  });
  boss.on('error', (error) => log.warn({ err: error }, `${name} met an error`));
  boss.on('warning', (warning) => log.warn({ warning }, `${name} warns`));
  await refuseNewerTables(boss);
  try {
    // Two processes may both begin with a new database. The queue's own lock lets the second go on with a cache of what was not there before.
    return await exclusively(() => boss.start());
  } catch (error) {
    await boss.stop({ graceful: false, close: false }).catch(() => {});
    throw error;
  }
}

/** The queue migrates older tables, and silently accepts newer ones. */
async function refuseNewerTables(boss: PgBoss): Promise<void> {
  const known = bossFile.pgboss.schema;
  const found = (await boss.isInstalled()) ? await boss.schemaVersion() : null;
  if (found === null || found <= known) return;
  throw new Error(
    `The tables of the job queue were upgraded by a newer version (to ${found}, this one knows ${known}); start that version, or ` +
      'restore a backup made before',
  );
}
