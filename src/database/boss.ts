import { type ConstructorOptions, PgBoss } from 'pg-boss';
import bossFile from 'pg-boss/package.json' with { type: 'json' };
import type { Log } from '../log.ts';
import type { Database } from './database.ts';

/** What users of the job queue differ in. */
export type BossOptions = Pick<
  ConstructorOptions,
  'schedule' | 'monitorIntervalSeconds' | 'cronWorkerIntervalSeconds' | 'cronMonitorIntervalSeconds'
>;

/**
 * The job queue (pg-boss) in the tables of a database, which it makes or brings up to date.
 * @param name of what uses it, for the log
 * @throws Error when a newer version has upgraded the tables, and nothing is changed; or the database does not answer
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

/** The queue brings older tables up to date, and says nothing of newer ones. */
async function refuseNewerTables(boss: PgBoss): Promise<void> {
  const known = bossFile.pgboss.schema;
  const found = (await boss.isInstalled()) ? await boss.schemaVersion() : null;
  if (found === null || found <= known) return;
  throw new Error(
    `The tables of the job queue were upgraded by a newer version (to ${found}, this one knows ${known}); start that version, or ` +
      'restore a backup made before',
  );
}
