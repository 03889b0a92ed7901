import { tokenPrefix } from '../access/animation-tokens.ts';

/** The token after `Bearer` in an Authorization header; undefined if there is none. */
export function bearerOf(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  return /^Bearer +(\S+)$/i.exec(header)?.[1];
}

/**
 * The token for an animation in a URL's query, because pages cannot set headers for `<video>` and `EventSource`. Keys
 * are not accepted there, because logs contain URLs.
 */
export function tokenInUrl(url: string | undefined): string | undefined {
  const token = queryOf(url).get('token');
  return token?.startsWith(tokenPrefix) ? token : undefined;
}

/** The part of a URL after the first `?`. */
export function queryOf(url: string | undefined): URLSearchParams {
  const start = url?.indexOf('?') ?? -1;
  return new URLSearchParams(start < 0 ? '' : url?.slice(start));
}

/** The credential in the `payload` of a WebSocket's `connection_init`. */
export function credentialOfParams(params: Record<string, unknown> | null | undefined): string | undefined {
  return bearerOf(params?.authorization ?? params?.Authorization);
}
