import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * How long a client may go on sending after the response. If it were disconnected at once, it might miss the response.
 */
const lingerMs = 1_000;

/** Disconnects a client that goes on sending an unread body after the response. */
export function cutOffAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.destroy(), lingerMs);
    request.once('close', () => clearTimeout(timer));
  });
}
