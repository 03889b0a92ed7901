/** A separate worker for servers on the same PostgreSQL: `npm run worker`. */
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
      'Only one process can use the embedded database, and it renders itself (`npm start`): for separate workers, ' +
        'set DATABASE_URL to a PostgreSQL server that all of them use',
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
