const reasons: Record<string, string> = {
  ENOTFOUND: 'no server has this name',
  EAI_AGAIN: 'its name could not be resolved',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the connection broke',
  EHOSTUNREACH: 'no way leads to it',
  ENETUNREACH: 'no way leads to it',
  ETIMEDOUT: 'it took too long',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long',
  UND_ERR_HEADERS_TIMEOUT: 'it took too long',
  UND_ERR_BODY_TIMEOUT: 'it took too long',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
  // A circular redirect, or one to another protocol.
  UND_ERR_INVALID_ARG: 'its redirect leads nowhere',
};

/** Completes "but …" for a failed request, without revealing anything about this machine or its network. */
export function whyUnreachable(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return 'it took too long';
  if (error.name === 'HTTPParserError') return 'its answer broke off or is not HTTP';
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|^ERR_(?:TLS|SSL)|^EPROTO$/.test(code))
    return `its TLS certificate or handshake failed (${code})`;
  if (code in reasons) return reasons[code];
  return 'the request failed';
}
