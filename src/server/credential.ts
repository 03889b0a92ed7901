import { tokenPrefix } from '../access/animation-tokens.ts';

/** What follows `Bearer` in an Authorization header; undefined when there is none. */
export function bearerOf(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  return /^Bearer +(\S+)$/i.exec(header)?.[1];
}

/**
 * The token for an animation in a URL's query: pages cannot send headers along with `<video>` and `EventSource`. Keys
 * are not taken from there, since logs keep URLs.
 */
export function tokenInUrl(url: string | undefined): string | undefined {
  const token = queryOf(url).get('token');
  return token?.startsWith(tokenPrefix) ? token : undefined;
}

/** What follows the first `?` of a URL. */
export function queryOf(url: string | undefined): URLSearchParams {
  const start = url?.indexOf('?') ?? -1;
  return new URLSearchParams(start < 0 ? '' : url?.slice(start));
}

/** The credential in the `payload` of a WebSocket's `connection_init`. */
export function credentialOfParams(params: Record<string, unknown> | null | undefined): string | undefined {
  return bearerOf(params?.authorization ?? params?.Authorization);
}
