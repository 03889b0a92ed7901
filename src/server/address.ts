import type { IncomingMessage } from 'node:http';

/**
 * The address a request comes from.
 * @param trustedProxies how many proxies stand in front of the server; each adds the address it was asked from to
 *   X-Forwarded-For, and what lies before those anybody can have written
 */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);
  return forwarded.at(-trustedProxies) ?? forwarded[0] ?? direct;
}
