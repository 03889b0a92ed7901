import type { IncomingMessage, ServerResponse } from 'node:http';
import { whatIsAway } from '../errors.ts';
import { uploadsPath } from '../file-url.ts';
import { refuse } from './files.ts';
import { hasGone } from './gone.ts';
import { currentRequest } from './request.ts';
import { pathOf } from './route.ts';

/** Answers an unexpected error, and logs it. */
export function answerDefect(
  error: NodeJS.ErrnoException,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  // The client has gone: nothing to log or answer.
  if (hasGone(request, error)) return;
  const path = pathOf(request);
  const { id, log } = currentRequest();
  const away = whatIsAway(error);
  // The rest of an upload path is a secret.
  log.error({ err: error, path: path.startsWith(uploadsPath) ? uploadsPath : path }, 'unexpected error');
  if (response.headersSent) response.destroy();
  else if (away) {
    refuse(response, 503, `${away} is out of reach for now; try again in a moment`, { 'retry-after': '1' });
  } else refuse(response, 500, `Unexpected error; the log has the details under request ${id}`);
}
