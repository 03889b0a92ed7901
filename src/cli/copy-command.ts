import { Command, CommanderError } from 'commander';
import { loadConfig } from '../config.ts';
import { copyStorage } from '../storage/copy.ts';
import { openStorage } from '../storage/open-storage.ts';
import type { Storage } from '../storage/storage.ts';

const exitCodes = { success: 0, failure: 1, badUsage: 2 };

/**
 * Runs `storage:copy --to <storage>` and resolves to the exit code: 0, 1 for an error, 2 for bad usage. Storages are
 * written as in the setting `STORAGE`, which is also the default of `--from`.
 */
export async function runCopy(args: readonly string[]): Promise<number> {
  const command = new Command('storage:copy')
    .description('Copies all files to another storage. It can be interrupted and run again.')
    .requiredOption('--to <storage>', 'disk, or an address such as s3://bucket/prefix')
    .option('--from <storage>', 'where the files are (default: the setting STORAGE)')
    .option('--thorough', 'compare existing files by content, not only by size')
    .exitOverride();
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
  }
  const { from, to, thorough } = command.opts<{ from?: string; to: string; thorough?: boolean }>();
  try {
    const [source, target] = [await open(from), await open(to)];
    if (source.location === target.location)
      throw new Error(
        `Expected two different storages, but both are ${source.location}; name another with --to or --from`,
      );
    let count = 0;
    const { copied, copiedBytes, there } = await copyStorage(source, target, {
      isThorough: thorough,
      onFile() {
        count += 1;
        if (process.stderr.isTTY) process.stderr.write(`\r${count} files`);
      },
    });
    if (process.stderr.isTTY) process.stderr.write('\n');
    process.stdout.write(
      `Copied ${copied} files (${copiedBytes} bytes) from ${source.location} to ${target.location}, and compared them; ${there} were there already\n`,
    );
    return exitCodes.success;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return exitCodes.failure;
  }
}

function open(storage: string | undefined): Promise<Storage> {
  return openStorage(loadConfig({ ...process.env, ...(storage && { STORAGE: storage }) }), {
    isExclusive: false,
  });
}
