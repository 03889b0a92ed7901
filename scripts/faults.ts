/** `npm run faults [-- --only kills,disk]`: exposes a server to failures, and checks that it loses nothing. */
import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { toPath } from '../src/cli/arguments.ts';
import { surviveFullDisk } from '../test/faults/full-disk.ts';
import { surviveKills } from '../test/faults/kills.ts';
import { randomParts, surviveMachineKills } from '../test/faults/machine-kills.ts';
import { surviveOutages } from '../test/faults/outages.ts';
import { surviveOversized } from '../test/faults/oversized.ts';
import { type FaultServerSettings, prepareServer } from '../test/faults/settings.ts';
import { surviveSilentSockets } from '../test/faults/silent-sockets.ts';
import { openServerTestDatabase } from '../test/support/databases.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { hasS3, S3Server } from '../test/support/s3-server.ts';

const faults = ['sockets', 'uploads', 'disk', 'database', 'kills', 'machines'] as const;
type Fault = (typeof faults)[number];

function parseFaults(text: string): Fault[] {
  const names = text.split(',');
  const unknown = names.find((name) => !faults.includes(name as Fault));
  if (unknown !== undefined) throw new InvalidArgumentError(`Unknown fault ${JSON.stringify(unknown)}.`);
  return names as Fault[];
}

const command = new Command('faults')
  .description(
    'Silent sockets, uploads far too large, a full disk, a database that becomes unavailable (needs TEST_DATABASE_URL), SIGKILL at random moments, also of servers, workers, PostgreSQL and the S3 server of a site on several machines (needs TEST_S3_SERVER). Fails when something was lost.',
  )
  .option('--only <faults>', `some of ${faults.join(',')}`, parseFaults, [...faults])
  .option('--kills <count>', 'how often to kill it', Number, 50)
  .option('--machine-kills <count>', 'how often to kill a process of a site on several machines', Number, 30)
  .option('--sockets <count>', 'how many say nothing', Number, 1_000)
  .option('--outages <count>', 'how often the database becomes unavailable', Number, 5)
  .option('--json <file>', 'writes the figures to a file as well', toPath)
  .parse();
const { only, kills, machineKills, sockets, outages, json } = command.opts<{
  only: Fault[];
  kills: number;
  machineKills: number;
  sockets: number;
  outages: number;
  json?: string;
}>();

/** Null if it cannot be tested here. */
type Try = (settings: FaultServerSettings) => Promise<{ losses: string[] } | null>;

const tries: Record<Fault, Try> = {
  sockets: (settings) => surviveSilentSockets(settings, sockets, 10),
  uploads: (settings) =>
    surviveOversized(settings, { sentBytes: 200_000_000, limitBytes: 25_000_000, uploads: 10 }),
  disk: (settings) => surviveFullDisk(settings, 3),
  async database(settings) {
    const { TEST_DATABASE_URL: url } = process.env;
    if (!url) return null;
    await using database = await openServerTestDatabase(url);
    // Awaited, so that the database exists until the end.
    return await surviveOutages(settings, database.config.databaseUrl as string, { outages, awaySeconds: 3 });
  },
  kills: (settings) => withBar(kills, (onKill) => surviveKills(settings, kills, onKill)),
  async machines(settings) {
    if (!hasS3) return null;
    await using postgres = await PostgresServer.start();
    if (!postgres) return null;
    await using s3 = await S3Server.start();
    // Awaited, so that both exist until the end.
    return await withBar(machineKills, (onKill) =>
      surviveMachineKills(settings, { postgres, s3 }, randomParts(machineKills), onKill),
    );
  },
};

/** Shows the number of kills so far, in a terminal. */
async function withBar<T>(total: number, work: (onKill: () => void) => Promise<T>): Promise<T> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: 'kills {bar} {value}/{total} · {eta_formatted}' })
    : null;
  bar?.start(total, 0);
  return work(() => bar?.increment()).finally(() => bar?.stop());
}

const results: Partial<Record<Fault, object>> = {};
let lossCount = 0;
for (const fault of faults.filter((name) => only.includes(name))) {
  await using prepared = await prepareServer();
  const result = await tries[fault](prepared.settings);
  results[fault] = result ?? { skipped: true };
  lossCount += result?.losses.length ?? 0;
  process.stdout.write(`${fault}: ${JSON.stringify(results[fault], null, 2)}\n`);
}
if (json) await writeFile(json, JSON.stringify(results, null, 2));
process.exitCode = lossCount === 0 ? 0 : 1;
