import type { ServerResponse } from 'node:http';

/** Says that the process lives and answers; it touches nothing else, so that a slow database restarts nobody. */
export function answerHealth(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end('{"status":"ok"}');
}
