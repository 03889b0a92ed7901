import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a client that has its answer may go on sending: cut off at once, it might not see the answer. */
const lingerMs = 1_000;

/** Hangs up on a client that, after its answer, goes on sending a body that nobody reads. */
export function cutOffAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.destroy(), lingerMs);
    request.once('close', () => clearTimeout(timer));
  });
}
