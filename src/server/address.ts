import type { IncomingMessage } from 'node:http';
import { forwardedOf } from './forwarded.ts';

/**
 * The address a request comes from.
 * @param trustedProxies number of proxies in front of the server that report the client's address
 */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  return forwardedOf(request, trustedProxies).address ?? request.socket.remoteAddress ?? 'unknown';
}

/** Scheme, host and port under which a client reached the server, from trusted proxies and the `Host` header. */
export function originOf(request: IncomingMessage, trustedProxies: number): string {
  const { scheme = 'http', host } = forwardedOf(request, trustedProxies);
  return `${scheme}://${host ?? request.headers.host ?? 'localhost'}`;
}
