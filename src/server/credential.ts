/** What follows `Bearer` in an Authorization header; undefined when there is none. */
export function bearerOf(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  return /^Bearer +(\S+)$/i.exec(header)?.[1];
}

/** The credential in the `payload` of a WebSocket's `connection_init`. */
export function credentialOfParams(params: Record<string, unknown> | null | undefined): string | undefined {
  return bearerOf(params?.authorization ?? params?.Authorization);
}
