import { setTimeout } from 'node:timers/promises';
import { loadConfig } from './config.ts';
import { openDriftscape } from './driftscape.ts';
import { createLog, logReady } from './log.ts';
import { createPrivateFiles } from './private-files.ts';
import { requireFreePort } from './server/port.ts';
import { startServer } from './server.ts';
import { endOnSignals } from './stop-signals.ts';
import { outliveAssertions } from './uncaught.ts';

/** How long to wait for a first request before the rest is started. */
const firstAnswerWaitMs = 250;

/**
 * Runs the API server, with an embedded worker unless configured otherwise, until a signal ends the process.
 * @throws Error if it, or its engine, cannot start
 */
export async function serve(): Promise<void> {
  createPrivateFiles();
  const config = loadConfig(process.env);
  const log = createLog(config);
  outliveAssertions(log);
  const graceMs = config.shutdownGraceSeconds * 1000;
  let isStopping = false;
  let close = async () => {};
  // From here on, because an engine that hangs at its start would survive a process that a signal ends immediately.
  endOnSignals(
    () => {
      isStopping = true;
      return close();
    },
    graceMs,
    log,
  );
  await requireFreePort(config);
  // Work that responses do not need must not delay the first one.
  const calm = Promise.withResolvers<void>();
  const driftscape = await openDriftscape(config, { log, startAfter: calm.promise });
  close = () => driftscape.close();
  driftscape.metrics.collectProcess();
  const server = await startServer(driftscape, config, log).catch(async (error) => {
    await driftscape.close();
    throw error;
  });
  close = async () => {
    // Until then it still answers, so that clients see the end of their renderings.
    server.announceClosing();
    const stopped = driftscape.stopWorking();
    await Promise.race([stopped, setTimeout(graceMs)]);
    await server.close();
    await stopped;
    await driftscape.close();
  };
  driftscape.serveAt(server.url);
  if (config.auth === 'keys' && (await driftscape.access.keys.list()).length === 0) {
    const stop = config.databaseUrl ? '' : 'stop the server, ';
    log.warn(
      `there is no API key yet, so no client has access: ${stop}run \`npm run keys -- create --name <text>\``,
    );
  }
  logReady(log, `Driftscape is ready at ${server.url}/graphql`, { url: server.url });
  await Promise.race([server.firstAnswer, setTimeout(firstAnswerWaitMs)]);
  calm.resolve();
  await driftscape.whenStarted().catch((error) => {
    // A signal to this process may also have reached its engine.
    if (!isStopping) throw error;
  });
}
