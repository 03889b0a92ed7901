import { setTimeout } from 'node:timers/promises';
import type { DriftscapeError } from '@driftscape/client';
import pg from 'pg';
import { ask } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { SeverableLine } from '../support/severable-line.ts';
import type { FaultServerSettings } from './settings.ts';
import { Acknowledged, checkEnds, checkStoredEnds, findMissing, workOnce } from './workload.ts';

export interface OutageResult {
  /** How often the database was away for a while, and how often its connections were ended under work. */
  outages: number;
  terminations: number;
  uploads: number;
  animations: number;
  /** How many animations ended how; video and poster of those that succeeded were decoded to their end. */
  outcomes: Record<string, number>;
  storedEnds: number;
  /** Requests that were answered with UNAVAILABLE. */
  refused: number;
  /** The longest time that `/ready` took to say 503 after the database was gone, and 200 after it was back. */
  readyAfterSeconds: { gone: number; back: number };
  losses: string[];
}

/** Works on while the database comes and goes. */
class Worker {
  refused = 0;
  readonly faults: string[] = [];
  readonly done = new Acknowledged();
  #isOver = false;
  readonly #working: Promise<void>;

  constructor(url: string) {
    this.#working = this.#work(url);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#working;
  }

  async #work(url: string): Promise<void> {
    while (!this.#isOver) {
      try {
        await workOnce(url, this.done);
      } catch (error) {
        const { code, message } = error as DriftscapeError;
        if (code === 'UNAVAILABLE') this.refused += 1;
        else this.faults.push(`a request was answered ${message}`);
      }
      await setTimeout(100);
    }
  }
}

/** Waits until `/ready` answers so. @returns the seconds that took */
async function whenReadyIs(url: string, status: number): Promise<number> {
  const since = performance.now();
  for (;;) {
    const seconds = (performance.now() - since) / 1000;
    if ((await fetch(`${url}/ready`)).status === status) return Math.round(seconds * 10) / 10;
    if (seconds > 60) throw new Error(`Expected /ready to answer ${status} within a minute`);
    await setTimeout(50);
  }
}

async function endConnections(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
}

/** Takes the database away from a working server and gives it back, again and again; also ends its connections. */
export async function surviveOutages(
  settings: FaultServerSettings,
  databaseUrl: string,
  { outages, awaySeconds }: { outages: number; awaySeconds: number },
): Promise<OutageResult> {
  const { line, url } = await SeverableLine.toDatabase(databaseUrl);
  await using _line = line;
  await using server = await ServerProcess.start({ ...settings, DATABASE_URL: url });
  const worker = new Worker(server.graphqlUrl);
  const readyAfterSeconds = { gone: 0, back: 0 };
  const losses: string[] = [];
  for (let outage = 0; outage < outages; outage++) {
    await setTimeout(500 + Math.random() * 1_000);
    line.cut();
    readyAfterSeconds.gone = Math.max(readyAfterSeconds.gone, await whenReadyIs(server.url, 503));
    const said = await ask(server.graphqlUrl, '{ images { nodes { id } } }').catch((error) => error.code);
    if (said !== 'UNAVAILABLE') losses.push(`without a database it answered ${said}`);
    await setTimeout(awaySeconds * 1000);
    line.mend();
    readyAfterSeconds.back = Math.max(readyAfterSeconds.back, await whenReadyIs(server.url, 200));
    await setTimeout(500 + Math.random() * 500);
    await endConnections(databaseUrl);
    await whenReadyIs(server.url, 200);
  }
  await worker.stop();
  const { done, refused, faults } = worker;
  const missing = await findMissing(server.graphqlUrl, done);
  const ends = await checkEnds(server.graphqlUrl, done, settings.DATA_DIR);
  await server.end('SIGTERM');
  const stored = await checkStoredEnds({ dataDirectory: settings.DATA_DIR, databaseUrl }, done);
  return {
    outages,
    terminations: outages,
    uploads: done.images.length,
    animations: done.animations.length,
    outcomes: ends.outcomes,
    storedEnds: stored.storedEnds,
    refused,
    readyAfterSeconds,
    losses: [...losses, ...faults, ...missing, ...ends.losses, ...stored.losses],
  };
}
