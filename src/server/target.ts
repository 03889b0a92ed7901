import type { IncomingMessage } from 'node:http';

/**
 * Brings what a request line may ask for into one form, a path: an absolute URI, as proxies are sent it, stands for its path, and
 * its host counts in place of the header's (RFC 9112 §3.2.2).
 * @returns false when it asks for no resource of this server: for none at all, or under a host that is none
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
  // What two slashes begin would be read as another host.
  return /^\/(?![/\\])/.test(url) && URL.canParse(url, `http://${headers.host ?? 'localhost'}`);
}

/** Whether a request asks what the server as a whole can do (RFC 9110 §9.3.7). */
export function isAboutServer({ method, url }: IncomingMessage): boolean {
  return method === 'OPTIONS' && url === '*';
}
