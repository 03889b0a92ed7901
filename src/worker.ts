/** A worker on its own, beside servers on the same PostgreSQL: `npm run worker`. */
import { loadConfig } from './config.ts';
import { keepOn, openJobs } from './jobs.ts';
import { createLog } from './log.ts';
import { Metrics } from './observability/metrics.ts';
import { startRendering } from './rendering.ts';
import { endOnSignals } from './stop-signals.ts';

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  if (!config.databaseUrl) {
    throw new Error(
      'The embedded database is open in one process alone, which renders by itself (`npm start`): for workers beside it, ' +
        'set DATABASE_URL to a PostgreSQL that all of them use',
    );
  }
  const log = createLog(config);
  await using opened = new AsyncDisposableStack();
  const keep = keepOn(opened);
  const jobs = await openJobs(config, { log, mayClaimStorage: false }, keep);
  const { device } = await startRendering(config, jobs, { log, metrics: new Metrics() }, keep);
  process.stdout.write(`Driftscape's worker is ready on ${device}\n`);
  const resources = opened.move();
  endOnSignals(() => resources.disposeAsync(), config.shutdownGraceSeconds * 1000, log);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
