import type { IncomingMessage } from 'node:http';

/** Whether an error comes of a client that went away, in the middle of its request or with all of it sent but not yet read. */
export function hasGone(request: IncomingMessage, error: unknown): boolean {
  const { code } = Object(error) as NodeJS.ErrnoException;
  return (
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    (request.destroyed && (!request.complete || error === request.errored))
  );
}
