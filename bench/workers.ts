/**
 * `npm run bench:workers`: how much faster two workers on separate machines are than one. Each is a process with its
 * own folder, pinned to one core; they share a bucket and a PostgreSQL. Needs TEST_S3_SERVER, TEST_DATABASE_URL,
 * `taskset` and two otherwise idle cores. Prints one JSON object to standard output.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { ask, createAnimation, uploadPhoto, watchAnimation } from '../test/e2e/client.ts';
import { Machines } from '../test/e2e/machines.ts';
import { openServerTestDatabase } from '../test/support/databases.ts';
import { S3Server } from '../test/support/s3-server.ts';
import { bundleDirectory, writePhoto } from './subject.ts';

interface Options {
  jobs: number;
  width: number;
  seconds: number;
  rounds: number;
}

interface Round {
  workers: number;
  seconds: number;
  videosPerHour: number;
}

await new Command('bench:workers')
  .description('Measures two workers on S3 against one, each pinned to one core.')
  .option('--jobs <count>', 'animations of each round; even, so that two workers share them', Number, 8)
  .option('--width <pixels>', 'of the videos', Number, 1280)
  .option('--seconds <seconds>', 'of each video', Number, 2)
  .option('--rounds <count>', 'rounds of each kind, in turns', Number, 3)
  .action(run)
  .parseAsync();

async function run(options: Options): Promise<void> {
  const { TEST_DATABASE_URL: databaseUrl } = process.env;
  if (!databaseUrl)
    throw new Error('Expected TEST_DATABASE_URL to name a PostgreSQL server, but it is not set');
  await using database = await openServerTestDatabase(databaseUrl);
  await using s3 = await S3Server.start();
  const settings = { BUNDLE_DIR: bundleDirectory };
  await using machines = new Machines(database.config.databaseUrl as string, s3, settings);
  const server = await machines.startServer();
  const url = server.graphqlUrl;
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-bench-'));
  const photo = await readFile(await writePhoto(folder, options.width));
  await rm(folder, { recursive: true });
  const imageId = await uploadPhoto(url, Uint8Array.from(photo));
  const rounds: Round[] = [];
  for (let index = 0; index < 2 * options.rounds; index++) {
    rounds.push(await measure(machines, url, imageId, 1 + (index % 2), options));
    process.stderr.write(`${JSON.stringify(rounds.at(-1))}\n`);
  }
  const [one, two] = [1, 2].map((count) => median(rounds.filter(({ workers }) => workers === count)));
  process.stdout.write(`${JSON.stringify({ ...options, rounds, one, two, ratio: one / two }, null, 2)}\n`);
}

/** Starts workers, queues animations when all are ready, and measures the time from the first start to the last end. */
async function measure(
  machines: Machines,
  url: string,
  imageId: string,
  workers: number,
  { jobs, width, seconds }: Options,
): Promise<Round> {
  await using running = new AsyncDisposableStack();
  for (let core = 0; core < workers; core++) {
    running.use(await machines.startWorker(undefined, ['taskset', '-c', `${core}`]));
  }
  const ids: string[] = [];
  for (let job = 0; job < jobs; job++) {
    // Another seed each time, so that no video is reused.
    const seed = Math.floor(Math.random() * 1e9);
    ids.push(await createAnimation(url, imageId, { widthPixels: width, durationSeconds: seconds, seed }));
  }
  for (const id of ids) {
    for await (const event of watchAnimation(url, id, 0)) {
      if (event.__typename === 'AnimationEnded' && event.status !== 'SUCCEEDED')
        throw new Error(`${id} failed`);
    }
  }
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Animation { startedAt finishedAt } } }';
  const { nodes } = await ask(url, query, { ids });
  const began = nodes.map(({ startedAt }: { startedAt: string }) => Date.parse(startedAt));
  const ended = nodes.map(({ finishedAt }: { finishedAt: string }) => Date.parse(finishedAt));
  const took = (Math.max(...ended) - Math.min(...began)) / 1000;
  return { workers, seconds: took, videosPerHour: (jobs * 3600) / took };
}

function median(rounds: readonly Round[]): number {
  const seconds = rounds.map((round) => round.seconds).sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)];
}
