import type { IncomingMessage } from 'node:http';

/**
 * Whether an error was caused by a client that disconnected, in the middle of its request or after sending it but
 * before it was read.
 */
export function hasGone(request: IncomingMessage, error: unknown): boolean {
  const { code } = Object(error) as NodeJS.ErrnoException;
  return (
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    (request.destroyed && (!request.complete || error === request.errored))
  );
}
