import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openAccess } from '../../src/access/access.ts';
import { Revocations } from '../../src/access/revocations.ts';
import { loadConfig } from '../../src/config.ts';
import type { Driftscape } from '../../src/driftscape.ts';
import type { PrismaClient } from '../../src/generated/prisma/client.ts';
import type { Log } from '../../src/log.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { type Server, type ServerOptions, startServer } from '../../src/server.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { ScriptedAnimation } from './scripted-animations.ts';

export interface ScriptedServer extends Server {
  animation: ScriptedAnimation;
  /** Where the API is, for HTTP and for WebSockets. */
  httpUrl: string;
  webSocketUrl: string;
  /** Where uploads go. */
  filesFolder: string;
  /** Every line logged so far. */
  logged: string[];
}

/** A real server on a free port, with one animation whose events the test sends. */
export async function startScriptedServer(
  options?: ServerOptions,
  settings: Record<string, string> = {},
  /** Asked for keys, where those are required. */
  prisma = {} as PrismaClient,
): Promise<ScriptedServer> {
  const animation = new ScriptedAnimation();
  const logged: string[] = [];
  const log: Log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
  const config = { ...loadConfig(settings), port: 0, maxUploadBytes: 1_000_000 };
  const access = openAccess(config, prisma, {
    tokens: 'secret',
    links: { accepted: async () => [], ended: async () => new Set<string>() },
  });
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-scripted-'));
  const storage = await DiskStorage.open(folder, { isExclusive: true });
  const driftscape = {
    forProject: () => ({ animations: animation }),
    access,
    revocations: new Revocations(prisma),
    metrics: new Metrics(),
    storage,
  } as unknown as Driftscape;
  const server = await startServer(driftscape, config, log, options);
  const httpUrl = `${server.url}/graphql`;
  return {
    ...server,
    animation,
    filesFolder: folder,
    logged,
    httpUrl,
    webSocketUrl: httpUrl.replace('http', 'ws'),
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

export const watch = `subscription Watch($id: ID!, $after: Int) {
  animationEvents(id: $id, after: $after) {
    __typename
    ... on AnimationEvent { sequence }
    ... on AnimationFrameRendered { framesDone progress preview { dataUri widthPixels heightPixels } }
    ... on AnimationEnded { status }
    ... on UserError { code path }
  }
}`;
