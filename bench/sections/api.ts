import { connectTo, openPhotoFile } from '../../scripts/demo/connect.ts';
import { startDemoServer } from '../../scripts/demo/server.ts';
import { FamilyMemory } from '../family.ts';
import { quantile } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

const idleQueries = 400;
/** Pause between two queries, like an occasional client, not a load test. */
const pauseMs = 10;

/**
 * Duration of a simple query on the real server, idle and while a 1080p video is rendered, and the total memory of
 * server and engine meanwhile.
 */
export async function benchApi(report: BenchReport, { photoPath }: Subject): Promise<void> {
  const stop = new AbortController();
  const server = await startDemoServer(stop.signal);
  const memory = new FamilyMemory(server.processId);
  try {
    await ask(server.url, '{ serverInfo { device } }'); // The device is known once the engine has started.
    await askFor(server.url, idleQueries / 4, () => true);
    const idle = await askFor(server.url, idleQueries, () => true);
    const client = connectTo(server.url);
    const image = await client.upload(await openPhotoFile(photoPath));
    const { id } = await client.animate(image.id, { durationSeconds: 8 });
    let isRunning = true;
    const job = client.finished(id).finally(() => {
      isRunning = false;
    });
    const busy = await askFor(server.url, Number.POSITIVE_INFINITY, () => isRunning);
    await job;
    for (const [name, times] of Object.entries({ idle, 'during a 1080p job': busy })) {
      report.row('API, a simple query', `${name}, median`, quantile(times, 0.5), 'ms');
      report.row('API, a simple query', `${name}, 95th percentile`, quantile(times, 0.95), 'ms');
    }
    report.field('apiP95OverIdle', quantile(busy, 0.95) / quantile(idle, 0.95));
    const { rssBytes, pssBytes } = memory.stop();
    report.field('serverPeakRssBytes', rssBytes);
    report.field('serverPeakPssBytes', pssBytes);
  } finally {
    memory.stop();
    await server.close();
  }
}

async function askFor(url: string, count: number, isWanted: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count && isWanted()) {
    const startMs = performance.now();
    await ask(url, '{ animations(first: 1) { edges { node { id status } } } }');
    times.push(performance.now() - startMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return times;
}

async function ask(url: string, query: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors) throw new Error(`Expected an answer, but received ${JSON.stringify(errors)}`);
}
