import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Config, isLoopback } from '../config.ts';
import { elementPath, filesPath, lightsPath, manifestsPath } from '../file-url.ts';
import { studioPath } from './studio.ts';
import { graphqlPath } from './yoga.ts';

/** How long browsers may cache the response to a preflight. */
const preflightSeconds = 7_200; // 2 hours

export type OriginSettings = Pick<Config, 'auth' | 'corsOrigins' | 'publicUrl'>;

/** The host in a Host header or an origin, without its port; undefined if invalid. */
function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}

/** Whether pages of an origin may use this server: its own pages, and those of `CORS_ORIGINS`. */
export function isAllowedOrigin(origin: string, host: string | undefined, settings: OriginSettings): boolean {
  const { corsOrigins, publicUrl } = settings;
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  if (host && URL.canParse(origin) && new URL(origin).host === host) return true;
  if (corsOrigins.length === 0) return isLoopback(hostnameOf(origin) ?? '');
  return corsOrigins.includes('*') || corsOrigins.includes(origin);
}

/**
 * Whether a request was meant for this server. Without authentication, a page of another site could point its own name
 * to this machine's address (DNS rebinding) and so appear to be a page of this server.
 */
export function isMeantForUs(request: IncomingMessage, { auth, publicUrl }: OriginSettings): boolean {
  if (auth !== 'off') return true;
  const hostname = hostnameOf(`http://${request.headers.host ?? 'localhost'}`) ?? '';
  return isLoopback(hostname) || (publicUrl !== undefined && hostnameOf(publicUrl) === hostname);
}

/**
 * Whether a page of a disallowed site made a browser send this request (Fetch Metadata). Without authentication, such a
 * page could read nothing, but could trigger backups and queries. Any page may show files, and may link to the editor
 * and the studio.
 * @param path path of the request, without its query
 */
export function isFromForeignPage(request: IncomingMessage, path: string, settings: OriginSettings): boolean {
  if (settings.auth !== 'off') return false;
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, origin, host } = request.headers;
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  // Another port of this machine is the same site. Its pages are allowed if there is no list.
  if (site === 'same-site' && settings.corsOrigins.length === 0) return false;
  if (origin !== undefined && isAllowedOrigin(origin, host, settings)) return false;
  const isLink = mode === 'navigate' && request.method === 'GET';
  const isPage = ['/', graphqlPath, studioPath].includes(request.url ?? '');
  const isFile = [elementPath, filesPath, lightsPath, manifestsPath].some((folder) =>
    path.startsWith(folder),
  );
  return !isFile && !(isLink && isPage);
}

/**
 * Tells browsers what pages of other sites may do (CORS), and answers preflight requests.
 * @returns whether the request was a preflight and has been answered
 */
export function answerCrossOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  settings: OriginSettings,
): boolean {
  const { origin, host } = request.headers;
  response.setHeader('vary', 'origin');
  const isAllowed = origin !== undefined && isAllowedOrigin(origin, host, settings);
  if (isAllowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
  }
  const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
  if (!isPreflight) return false;
  if (isAllowed) {
    response.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT');
    response.setHeader(
      'access-control-allow-headers',
      request.headers['access-control-request-headers'] ?? 'authorization, content-type',
    );
    response.setHeader('access-control-max-age', preflightSeconds);
  }
  response.writeHead(204).end();
  return true;
}
