/** The API server, with a worker embedded unless set otherwise: `npm start`. */
import { setTimeout } from 'node:timers/promises';
import { loadConfig } from './config.ts';
import { openDriftscape } from './driftscape.ts';
import { createLog } from './log.ts';
import { createPrivateFiles } from './private-files.ts';
import { startServer } from './server.ts';
import { endOnSignals } from './stop-signals.ts';

async function main(): Promise<void> {
  createPrivateFiles();
  const config = loadConfig(process.env);
  const log = createLog(config);
  const driftscape = await openDriftscape(config, { log });
  driftscape.metrics.collectProcess();
  const server = await startServer(driftscape, config, log).catch(async (error) => {
    await driftscape.close();
    throw error;
  });
  driftscape.serveAt(server.url);
  if (config.auth === 'keys' && (await driftscape.access.keys.list()).length === 0) {
    const stop = config.databaseUrl ? '' : 'stop the server, ';
    log.warn(
      `there is no API key yet, so nobody is let in: ${stop}run \`npm run keys -- create --name <text>\``,
    );
  }
  process.stdout.write(`Driftscape is ready at ${server.url}/graphql\n`);

  const graceMs = config.shutdownGraceSeconds * 1000;
  async function stop(): Promise<void> {
    // Until then it still answers: who watches the rendering sees its end.
    server.announceClosing();
    const stopped = driftscape.stopWorking();
    await Promise.race([stopped, setTimeout(graceMs)]);
    await server.close();
    await stopped;
    await driftscape.close();
  }
  endOnSignals(stop, graceMs, log);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
