import { DriftscapeError } from './errors.ts';

/** What identifies a client, sent with every request. */
export interface Credentials {
  /** An API key, or an animation token; a function if it changes. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Sent with every request. */
  headers?: Record<string, string>;
}

/**
 * @returns the current key or token
 * @throws DriftscapeError UNAUTHENTICATED if the function that gets it throws; retryable, because where a page gets its
 *   tokens may be unreachable for a while, too
 */
export async function tokenOf({ token }: Credentials): Promise<string | undefined> {
  if (typeof token !== 'function') return token;
  try {
    return await token();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DriftscapeError(`No token: ${reason}`, { code: 'UNAUTHENTICATED', isRetryable: true, cause });
  }
}

/**
 * @returns the headers with the credentials
 * @throws DriftscapeError if there is no token, as {@link tokenOf}; BAD_USER_INPUT if a header cannot be sent
 */
export async function credentialsOf(credentials: Credentials): Promise<Record<string, string>> {
  const given = await tokenOf(credentials);
  const headers = { ...credentials.headers, ...(given ? { authorization: `Bearer ${given}` } : {}) };
  for (const header of Object.entries(headers)) expectSendable(header);
  return headers;
}

function expectSendable(header: [name: string, value: string]): void {
  try {
    new Headers([header]);
  } catch {
    // Neither the value nor the cause, which repeats it, is for logs.
    const message = `Expected characters that a header can have, but "${header[0]}" has others, such as a line break`;
    throw new DriftscapeError(message, { code: 'BAD_USER_INPUT' });
  }
}
