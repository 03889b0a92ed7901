import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Config, isLoopback } from '../config.ts';
import { filesPath, lightsPath, manifestsPath } from '../file-url.ts';
import { studioPath } from './studio.ts';
import { graphqlPath } from './yoga.ts';

/** How long browsers may remember what a preflight answered. */
const preflightSeconds = 7_200; // 2 hours

export type OriginSettings = Pick<Config, 'auth' | 'corsOrigins' | 'publicUrl'>;

/** The host in a Host header or an origin, without its port; undefined when it is none. */
function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}

/** Whether pages of an origin may use this server: those it serves itself, and those that `CORS_ORIGINS` names. */
export function isAllowedOrigin(origin: string, host: string | undefined, settings: OriginSettings): boolean {
  const { corsOrigins, publicUrl } = settings;
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  if (host && URL.canParse(origin) && new URL(origin).host === host) return true;
  if (corsOrigins.length === 0) return isLoopback(hostnameOf(origin) ?? '');
  return corsOrigins.includes('*') || corsOrigins.includes(origin);
}

/**
 * Whether a request was meant for this server. Where everybody on this machine is let in, a page of another site could
 * give its own name this machine's address (DNS rebinding) and so pass for a page of ours.
 */
export function isMeantForUs(request: IncomingMessage, { auth, publicUrl }: OriginSettings): boolean {
  if (auth !== 'off') return true;
  const hostname = hostnameOf(`http://${request.headers.host ?? 'localhost'}`) ?? '';
  return isLoopback(hostname) || (publicUrl !== undefined && hostnameOf(publicUrl) === hostname);
}

/**
 * Whether a page of a site that is not allowed to made a browser send this (Fetch Metadata). Where everybody on this machine is let in,
 * such a page could read nothing, but have backups made and queries run. Files may be shown by any page, and links may lead
 * to the editor and to the studio.
 * @param path of the request, without its query
 */
export function isFromForeignPage(request: IncomingMessage, path: string, settings: OriginSettings): boolean {
  if (settings.auth !== 'off') return false;
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, origin, host } = request.headers;
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  // Another port of this machine is the same site; without a list its pages are allowed.
  if (site === 'same-site' && settings.corsOrigins.length === 0) return false;
  if (origin !== undefined && isAllowedOrigin(origin, host, settings)) return false;
  const isLink = mode === 'navigate' && request.method === 'GET';
  const isPage = ['/', graphqlPath, studioPath].includes(request.url ?? '');
  const isFile = [filesPath, lightsPath, manifestsPath].some((folder) => path.startsWith(folder));
  return !isFile && !(isLink && isPage);
}

/**
 * Tells browsers what pages of other sites may do (CORS), and answers the question they ask beforehand.
 * @returns whether the request was such a question and has been answered
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
