import { setTimeout } from 'node:timers/promises';
import type { DriftscapeError } from '@driftscape/client';
import type { PostgresServer } from '../support/postgres-server.ts';
import type { S3Server } from '../support/s3-server.ts';
import type { FaultServerSettings } from './settings.ts';
import { type Part, parts, Site } from './site.ts';
import { Acknowledged, checkEnds, checkStoredEnds, findMissing, workOnce } from './workload.ts';

export interface MachineKillResult {
  /** How often each part was killed. */
  kills: Partial<Record<Part, number>>;
  uploads: number;
  animations: number;
  presets: number;
  /** How many animations ended how; video and poster of those that succeeded were decoded to their end. */
  outcomes: Record<string, number>;
  storedEnds: number;
  /** Requests that were answered with UNAVAILABLE, and those whose connection broke. */
  refused: number;
  brokenOff: number;
  losses: string[];
}

/** Puts work on a site while its parts come and go. */
class Client {
  readonly done = new Acknowledged();
  readonly faults: string[] = [];
  refused = 0;
  brokenOff = 0;
  #isOver = false;
  readonly #working: Promise<void>;

  constructor(site: Site) {
    this.#working = this.#work(site);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#working;
  }

  async #work(site: Site): Promise<void> {
    while (!this.#isOver) {
      try {
        await workOnce(site.url, this.done);
      } catch (error) {
        const { code, message } = error as DriftscapeError;
        if (code === 'UNAVAILABLE') this.refused += 1;
        else if (code === 'UNREACHABLE') this.brokenOff += 1;
        else this.faults.push(`a request was answered ${message}`);
      }
      await setTimeout(300);
    }
  }
}

/**
 * Kills processes of a site on several machines at random moments of uploads, animations and presets: servers, workers, the S3
 * server and PostgreSQL; starts each again, and compares what is there with what was acknowledged.
 * @param kills what is killed, one after the other
 */
export async function surviveMachineKills(
  settings: FaultServerSettings,
  { postgres, s3 }: { postgres: PostgresServer; s3: S3Server },
  kills: readonly Part[],
  onKill: () => void = () => {},
): Promise<MachineKillResult> {
  const { BUNDLE_DIR } = settings;
  await using site = await Site.start(postgres, s3, { BUNDLE_DIR });
  const client = new Client(site);
  for (const part of kills) {
    await setTimeout(500 + Math.random() * 2_500);
    await site.kill(part, Math.random() * 2_000);
    onKill();
  }
  await client.stop();
  const { done, refused, brokenOff, faults } = client;
  const missing = await findMissing(site.url, done);
  const ends = await checkEnds(site.url, done, settings.DATA_DIR);
  await site.stop();
  const database = { dataDirectory: settings.DATA_DIR, databaseUrl: postgres.url };
  const stored = await checkStoredEnds(database, done);
  return {
    kills: Object.fromEntries(parts.map((part) => [part, kills.filter((killed) => killed === part).length])),
    uploads: done.images.length,
    animations: done.animations.length,
    presets: done.presets.length,
    outcomes: ends.outcomes,
    storedEnds: stored.storedEnds,
    refused,
    brokenOff,
    losses: [...faults, ...missing, ...ends.losses, ...stored.losses],
  };
}

/** So many parts, at random, each about as often. */
export function randomParts(count: number): Part[] {
  const all = Array.from({ length: count }, (_, index) => parts[index % parts.length]);
  return all
    .map((part) => ({ part, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ part }) => part);
}
