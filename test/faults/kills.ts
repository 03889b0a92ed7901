import { setTimeout } from 'node:timers/promises';
import { DriftscapeError } from '@driftscape/client';
import { ServerProcess } from '../e2e/server-process.ts';
import type { FaultServerSettings } from './settings.ts';
import { Acknowledged, checkEnds, checkStoredEnds, findMissing, workOnce } from './workload.ts';

export interface KillResult {
  kills: number;
  /** What the server had acknowledged, and so has to keep. */
  uploads: number;
  animations: number;
  presets: number;
  /** How many animations ended how; video and poster of those that succeeded were decoded to their end. */
  outcomes: Record<string, number>;
  /** Rows that tell of an end. */
  storedEnds: number;
  /** What was acknowledged and is gone, ended more or less than once, or does not decode. */
  losses: string[];
}

/** Works until the server is gone. */
async function work(url: string, done: Acknowledged): Promise<void> {
  try {
    for (;;) await workOnce(url, done);
  } catch (error) {
    // A connection that breaks off is what a kill looks like from here.
    if (!(error instanceof DriftscapeError && error.code === 'UNREACHABLE')) throw error;
  }
}

/**
 * Kills a server with SIGKILL at random moments of uploads, animations and presets, starts it again on the same data,
 * and compares what is there with what it had acknowledged.
 */
export async function surviveKills(
  settings: FaultServerSettings,
  kills: number,
  onKill: () => void = () => {},
): Promise<KillResult> {
  const done = new Acknowledged();
  const losses: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await using server = await ServerProcess.start(settings);
    losses.push(...(await findMissing(server.graphqlUrl, done)));
    const working = work(server.graphqlUrl, done);
    // Every other life first gets something done, however slow the machine is.
    const presets = done.presets.length;
    while (kill % 2 === 0 && done.presets.length === presets) await setTimeout(20);
    await setTimeout(50 + Math.random() * 1_000);
    await server.end('SIGKILL');
    await working;
    onKill();
  }
  await using server = await ServerProcess.start(settings);
  losses.push(...(await findMissing(server.graphqlUrl, done)));
  const ends = await checkEnds(server.graphqlUrl, done, settings.DATA_DIR);
  await server.end('SIGTERM');
  const stored = await checkStoredEnds({ dataDirectory: settings.DATA_DIR }, done);
  return {
    kills,
    uploads: done.images.length,
    animations: done.animations.length,
    presets: done.presets.length,
    outcomes: ends.outcomes,
    storedEnds: stored.storedEnds,
    losses: [...losses, ...ends.losses, ...stored.losses],
  };
}
