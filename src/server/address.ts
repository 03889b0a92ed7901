import type { IncomingMessage } from 'node:http';
import { forwardedOf } from './forwarded.ts';

/**
 * The address a request comes from.
 * @param trustedProxies how many proxies stand in front of the server and tell whom they were asked by
 */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  return forwardedOf(request, trustedProxies).address ?? request.socket.remoteAddress ?? 'unknown';
}

/** Scheme, host and port under which a client reached the server, by what trusted proxies say and the `Host` header. */
export function originOf(request: IncomingMessage, trustedProxies: number): string {
  const { scheme = 'http', host } = forwardedOf(request, trustedProxies);
  return `${scheme}://${host ?? request.headers.host ?? 'localhost'}`;
}
