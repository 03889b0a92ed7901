import type { ServerResponse } from 'node:http';
import type { Metrics, QueueState } from '../observability/metrics.ts';
import type { Readiness } from '../observability/state.ts';

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/**
 * Liveness: the process is running and responds. It checks nothing else, so that a slow database does not cause a
 * restart.
 */
export function answerHealth(response: ServerResponse): void {
  answerJson(response, 200, { status: 'ok' });
}

/** Readiness: 200 if every part works, otherwise 503. */
export async function answerReady(
  response: ServerResponse,
  ask: () => Promise<Readiness>,
  isClosing: boolean,
): Promise<void> {
  if (isClosing) return answerJson(response, 503, { status: 'shutting down' });
  const parts = await ask();
  const isReady = Object.values(parts).every((state) => state === 'ok');
  answerJson(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'not ready', ...parts });
}

/** The metrics in Prometheus's text format; without those of the queue if the database does not respond. */
export async function answerMetrics(
  response: ServerResponse,
  metrics: Metrics,
  ask: () => Promise<QueueState>,
): Promise<void> {
  const text = await metrics.text(await ask().catch(() => null));
  response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
  response.end(text);
}
