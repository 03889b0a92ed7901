import type { Manifest } from '../backup/archive.ts';
import { backUp } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import { type Config, loadConfig } from '../config.ts';
import { toPath } from './arguments.ts';
import { openOutput } from './output.ts';

const exitCodes = { success: 0, failure: 1, badUsage: 2 };

type Work = (config: Config, file: string) => Promise<Manifest>;

const works: Record<'backup' | 'restore', { work: Work; did: string }> = {
  backup: { work: backUpTo, did: 'Wrote' },
  restore: { work: (config, file) => restore(file, config.dataDirectory), did: 'Restored' },
};

/** Overwrites an earlier backup, because a nightly backup always has the same name. */
async function backUpTo(config: Config, file: string): Promise<Manifest> {
  await using output = await openOutput(file, { isForced: true });
  const manifest = await backUp(config, output.path);
  await output.publish();
  return manifest;
}

/**
 * Runs `backup <file>` or `restore <file>` on the configured data directory and resolves to the exit code: 0, 1 for an
 * error, 2 for bad usage.
 */
export async function runBackup(what: keyof typeof works, args: readonly string[]): Promise<number> {
  const [file] = args;
  if (args.length !== 1 || file === '' || file.startsWith('-')) {
    process.stderr.write(`Usage: npm run ${what} -- <file>\n`);
    return exitCodes.badUsage;
  }
  try {
    const config = loadConfig(process.env);
    if (config.databaseUrl) {
      throw new Error(
        'Expected the embedded database, but DATABASE_URL names a PostgreSQL server; use pg_dump and pg_restore, and copy the files of STORAGE (docs/storage.md)',
      );
    }
    const { work, did } = works[what];
    const { files, filesBytes, databaseBytes, createdAt } = await work(config, toPath(file));
    process.stdout.write(
      `${did} ${file}, of ${createdAt}: the database (${databaseBytes} bytes) and ${files} files (${filesBytes} bytes)\n`,
    );
    return exitCodes.success;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return exitCodes.failure;
  }
}
