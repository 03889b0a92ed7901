/** A worker on its own, beside servers on the same PostgreSQL: `npm run worker`. */
import { loadConfig } from './config.ts';
import { keepOn, openJobs } from './jobs.ts';
import { createLog, logReady } from './log.ts';
import { Metrics } from './observability/metrics.ts';
import { createPrivateFiles } from './private-files.ts';
import { Rendering } from './rendering.ts';
import { endOnSignals } from './stop-signals.ts';
import { outliveAssertions } from './uncaught.ts';

async function main(): Promise<void> {
  createPrivateFiles();
  const config = loadConfig(process.env);
  if (!config.databaseUrl) {
    throw new Error(
      'The embedded database is open in one process alone, which renders by itself (`npm start`): for workers beside it, ' +
        'set DATABASE_URL to a PostgreSQL that all of them use',
    );
  }
  const log = createLog(config);
  outliveAssertions(log);
  await using opened = new AsyncDisposableStack();
  const keep = keepOn(opened);
  const jobs = await openJobs(config, { log, mayClaimStorage: false }, keep);
  const rendering = keep(Rendering.begin(config, jobs, { log, metrics: new Metrics() }));
  // From here on, since an engine that hangs at its start would outlive a process that a signal ends at once.
  let isStopping = false;
  const resources = opened.move();
  const stop = () => {
    isStopping = true;
    return resources.disposeAsync();
  };
  endOnSignals(stop, config.shutdownGraceSeconds * 1000, log);
  try {
    const { device } = await rendering.started;
    logReady(log, `Driftscape's worker is ready on ${device}`, { device });
  } catch (error) {
    if (isStopping) return;
    await resources.disposeAsync();
    throw error;
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
