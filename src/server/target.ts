import type { IncomingMessage } from 'node:http';

/**
 * Normalises the target of a request line to a path. An absolute URI, as sent to proxies, is replaced by its path, and
 * its host replaces that of the header (RFC 9112 §3.2.2).
 * @returns false if it is not a resource of this server: no resource at all, or an invalid host
 */
export function settleTarget(request: IncomingMessage): boolean {
  const target = request.url ?? '/';
  if (/^https?:\/\//i.test(target)) {
    const url = URL.parse(target);
    if (!url) return false;
    request.headers.host = url.host;
    request.url = `${url.pathname}${url.search}`;
  }
  const { url = '/', headers } = request;
  // A path starting with two slashes would be parsed as a host.
  return /^\/(?![/\\])/.test(url) && URL.canParse(url, `http://${headers.host ?? 'localhost'}`);
}

/** Whether a request asks for the capabilities of the whole server (RFC 9110 §9.3.7). */
export function isAboutServer({ method, url }: IncomingMessage): boolean {
  return method === 'OPTIONS' && url === '*';
}
