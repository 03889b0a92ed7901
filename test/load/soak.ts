import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { createAnimation, uploadPhoto, watchAnimation } from '../e2e/client.ts';
import { gradientJpeg } from '../support/photo.ts';
import type { LoadedServer } from './loaded-server.ts';

/** What a process holds of the machine (Linux). */
export interface ProcessHoldings {
  rssBytes: number;
  /** Files, sockets and pipes that are open. */
  descriptors: number;
}

export interface SoakHoldings {
  server: ProcessHoldings;
  engine: ProcessHoldings;
  /** Below the server's data folder, without those of the database. */
  files: number;
}

export interface SoakResult {
  jobs: number;
  succeeded: number;
  seconds: number;
  /** After some jobs: caches are full by then, and code is compiled. */
  before: SoakHoldings;
  after: SoakHoldings;
  /** Files that the jobs leave for good: a video and a poster each. */
  filesPerJob: number;
}

/** How often server and engine are looked at between the first job and the last. */
const jobsBetweenLooks = 100;

/** The shortest that can be asked for. */
const shortest = { durationSeconds: 0.1, fps: 10, widthPixels: 64 };

/**
 * Renders one short animation after the other, and compares what server and engine hold before and after.
 * @param warmUp jobs before the first look
 * @param onJob called after each job
 * @param onLook called with what they hold at the first look, after every hundred jobs, and after the last
 */
export async function measureSoak(
  server: LoadedServer,
  { jobs, warmUp }: { jobs: number; warmUp: number },
  onJob: () => void = () => {},
  onLook: (jobsDone: number, holdings: SoakHoldings) => void = () => {},
): Promise<SoakResult> {
  const imageId = await uploadPhoto(server.url, Uint8Array.from(await gradientJpeg(64, 64)));
  let made = 0;
  let succeeded = 0;
  const run = async (count: number) => {
    for (let index = 0; index < count; index++) {
      // Each of another speed, since what was rendered before is not rendered again.
      const speed = made++ / (jobs + warmUp);
      const id = await createAnimation(server.url, imageId, { ...shortest, speed });
      for await (const event of watchAnimation(server.url, id))
        if (event.__typename === 'AnimationEnded' && event.status === 'SUCCEEDED') succeeded += 1;
      onJob();
    }
  };
  const look = async (jobsDone: number) => {
    const holdings = await holdingsOf(server);
    onLook(jobsDone, holdings);
    return holdings;
  };
  await run(warmUp);
  succeeded = 0;
  const before = await look(0);
  let after = before;
  const startedAt = performance.now();
  for (let done = 0; done < jobs; ) {
    const next = Math.min(jobsBetweenLooks, jobs - done);
    await run(next);
    done += next;
    after = await look(done);
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  return { jobs, succeeded, seconds, before, after, filesPerJob: (after.files - before.files) / jobs };
}

async function holdingsOf(server: LoadedServer): Promise<SoakHoldings> {
  const [engine] = await childrenOf(server.processId);
  if (engine === undefined) throw new Error('Expected a server with an engine');
  return {
    server: await processHoldings(server.processId),
    engine: await processHoldings(engine),
    files: await settledFiles(server),
  };
}

/** Previews of the last animation are removed a little after subscribers have heard of its end. */
async function settledFiles(server: LoadedServer): Promise<number> {
  let last = -1;
  for (;;) {
    const files = await server.countFiles();
    if (files === last) return files;
    last = files;
    await setTimeout(1_000);
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

async function processHoldings(pid: number): Promise<ProcessHoldings> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
  const descriptors = await readdir(`/proc/${pid}/fd`);
  return { rssBytes: Number(kilobytes) * 1024, descriptors: descriptors.length };
}
