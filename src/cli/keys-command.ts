import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type ApiKeyOfProject, ApiKeys } from '../access/api-keys.ts';
import { type Scope, scopes } from '../access/caller.ts';
import { linkRangeMs } from '../access/links/file-links.ts';
import { rotateLinkSecret } from '../access/links/secrets.ts';
import { loadConfig } from '../config.ts';
import { openDatabase } from '../database/database.ts';
import { UserError } from '../errors.ts';
import { createLog } from '../log.ts';
import { toName } from './arguments.ts';

interface NewKeyOptions {
  name: string;
  scope: Scope;
  animationsPerDay?: number;
  uploadBytesPerDay?: number;
  project?: string;
}

const exitCodes = { success: 0, failure: 1, badUsage: 2 };

/**
 * Runs `keys create | list | revoke` on the configured database and resolves to the exit code: 0, 1 for an error, 2 for
 * bad usage. Only the secret goes to standard output, so that a shell can capture it.
 */
export async function runKeys(args: readonly string[]): Promise<number> {
  try {
    await keysCommand().parseAsync(args, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
    process.stderr.write(`${explain(error)}\n`);
    return exitCodes.failure;
  }
}

function keysCommand(): Command {
  const command = new Command('keys')
    .description(
      'Manages the API keys of a server with AUTH=keys. Settings come from the environment, as for the server.',
    )
    .exitOverride();
  command
    .command('create')
    .description('Creates a key and prints its secret, which cannot be shown again.')
    .requiredOption('--name <text>', 'who or what will use it', toName)
    .addOption(
      new Option('--scope <scope>', 'what it may do; each scope includes those before it')
        .choices(scopes)
        .default('write'),
    )
    .option('--animations-per-day <count>', 'animations that it may create per day (UTC)', positiveInteger)
    .option('--upload-bytes-per-day <bytes>', 'bytes that it may upload per day (UTC)', positiveInteger)
    .option(
      '--project <name>',
      'its project, created if it does not exist (default: the first, `default`)',
      toName,
    )
    .action((options: NewKeyOptions) =>
      withKeys(async (keys) => {
        const { key, secret } = await keys.create(options);
        process.stderr.write(`${line(key)}\nIts secret, shown only now:\n`);
        process.stdout.write(`${secret}\n`);
      }),
    );
  command
    .command('list')
    .description('Lists all keys.')
    .action(() =>
      withKeys(async (keys) => {
        for (const key of await keys.list()) process.stdout.write(`${line(key)}\n`);
      }),
    );
  command
    .command('revoke')
    .description('Revokes a key, immediately and permanently.')
    .argument('<id>', 'id shown by `list`', toName)
    .option('--with-links', 'also revoke the file links created with it')
    .action((id: string, { withLinks }: { withLinks?: boolean }) =>
      withKeys(async (keys) => {
        process.stdout.write(`${line(await keys.revoke(id, { withLinks }))}\n`);
      }),
    );
  command
    .command('rotate-link-secret')
    .description(
      'Signs file links with a new secret from now on; works while the server runs. Existing links stay valid.',
    )
    .option('--end-old', 'invalidate the URLs of existing links; `fileLinks` returns new ones')
    .action(({ endOld }: { endOld?: boolean }) => rotate(endOld ?? false));
  return command;
}

async function rotate(endsOld: boolean): Promise<void> {
  const { dataDirectory, linkSecrets } = loadConfig(process.env);
  // The longest lifetime of a link.
  const acceptOldUntil = endsOld ? null : new Date(Date.now() + linkRangeMs.max);
  await rotateLinkSecret(dataDirectory, linkSecrets, { acceptOldUntil });
  const old = endsOld
    ? 'those of older ones have ended; `fileLinks` returns new URLs for them'
    : 'those of older ones go on until they expire';
  process.stdout.write(`Links are signed with a new secret; ${old}\n`);
}

async function withKeys(use: (keys: ApiKeys) => Promise<void>): Promise<void> {
  const config = loadConfig(process.env);
  const database = await openDatabase(config, createLog({ logLevel: 'silent' }));
  try {
    await use(new ApiKeys(database.prisma));
  } finally {
    await database.close();
  }
}

function line({
  id,
  prefix,
  scope,
  project,
  name,
  createdAt,
  lastUsedAt,
  revokedAt,
}: ApiKeyOfProject): string {
  const state = revokedAt
    ? `revoked ${revokedAt.toISOString()}`
    : lastUsedAt
      ? `last used ${lastUsedAt.toISOString()}`
      : 'never used';
  return [
    id,
    `${prefix}…`,
    scope.toLowerCase().padEnd(5),
    `created ${createdAt.toISOString()}`,
    state,
    project.name,
    name,
  ].join('  ');
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number of at least 1.');
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UserError || !/Another Driftscape uses/.test(error.message)) return error.message;
  return (
    `${error.message}.\nThe embedded database belongs to the running server alone: stop it for a moment, or use the ` +
    'mutations `createApiKey` and `revokeApiKey` with an admin key. With DATABASE_URL both run at once.'
  );
}
