/** The API server with its embedded worker: `npm start`. */
import { setTimeout } from 'node:timers/promises';
import { loadConfig } from './config.ts';
import { openDriftscape } from './driftscape.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

/** How long a shutdown may take, beyond the time of grace for a rendering, before the process gives up on it. */
const shutdownTimeoutMs = 20_000;

async function main(): Promise<void> {
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
  let isStopping = false;
  async function stop(signal: string): Promise<void> {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'shutting down');
    setTimeout(graceMs + shutdownTimeoutMs, undefined, { ref: false }).then(() => {
      log.error('shutting down took too long');
      process.exit(1);
    });
    // Until then it still answers: who watches the rendering sees its end.
    server.announceClosing();
    const stopped = driftscape.stopWorking();
    await Promise.race([stopped, setTimeout(graceMs)]);
    await server.close();
    await stopped;
    await driftscape.close();
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      stop(signal).catch((error) => {
        log.error({ err: error }, 'shutting down failed');
        process.exit(1);
      });
    });
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
