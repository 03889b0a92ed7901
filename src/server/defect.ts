import type { IncomingMessage, ServerResponse } from 'node:http';
import { whatIsAway } from '../errors.ts';
import { uploadsPath } from '../file-url.ts';
import { refuse } from './files.ts';
import { hasGone } from './gone.ts';
import { currentRequest } from './request.ts';
import { pathOf } from './route.ts';

/** Answers what nobody expected, and logs it. */
export function answerDefect(
  error: NodeJS.ErrnoException,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  // Not worth a line, and nobody hears an answer.
  if (hasGone(request, error)) return;
  const path = pathOf(request);
  const { id, log } = currentRequest();
  const away = whatIsAway(error);
  // What follows the path of uploads is a secret.
  log.error({ err: error, path: path.startsWith(uploadsPath) ? uploadsPath : path }, 'unexpected error');
  if (response.headersSent) response.destroy();
  else if (away) {
    refuse(response, 503, `${away} is out of reach for now; try again in a moment`, { 'retry-after': '1' });
  } else refuse(response, 500, `Unexpected error; the log has the details under request ${id}`);
}
