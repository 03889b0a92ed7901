import { type Credentials, credentialsOf } from './credentials.ts';
import type { Document } from './document.ts';
import { DriftscapeError, type TransportCode } from './errors.ts';
import { expectFinite } from './numbers.ts';
import { pause } from './pause.ts';

/** Address of the API, and credentials. */
export interface Connection extends Credentials {
  /** URL of the GraphQL endpoint, such as `https://motion.example.org/graphql`. */
  url: string;
  /** Default: the global one. */
  fetch?: typeof fetch;
  /**
   * Maps the URL of a file or an upload, as returned by the server, to one that is reachable from here. Default:
   * unchanged.
   */
  reach?: (url: string) => string;
  /** Total number of attempts if there is no response, or the server is busy. Default: 4. */
  attempts?: number;
}

interface Answer<Data> {
  data?: Data | null;
  errors: { message: string; extensions?: { code?: string } }[];
}

/**
 * Sends an operation. Retries if the server is busy, or if there is no response, unless the operation could then be
 * executed twice.
 * @throws DriftscapeError if it is rejected or cannot be sent; the reason of `signal` when it aborts
 */
export async function send<Data, Variables>(
  connection: Connection,
  { text }: Document<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  expectFinite(variables);
  const body = JSON.stringify({ query: text, variables });
  const attempt = () => postOnce<Data>(connection, body, { 'content-type': 'application/json' }, signal);
  // Completing an upload can be repeated.
  const isRepeatable = /^(query|mutation CompleteUpload)/.test(text) || body.includes('"idempotencyKey":');
  return again(connection, attempt, { isRepeatable, signal });
}

/** Sends a form whose operation has an idempotency key. @throws as {@link send} */
export async function sendForm<Data>(
  connection: Connection,
  form: () => FormData,
  signal?: AbortSignal,
): Promise<Data> {
  // It proves that the form was not sent by a page of another site.
  const headers = { 'apollo-require-preflight': 'true' };
  const attempt = () => postOnce<Data>(connection, form(), headers, signal);
  return again(connection, attempt, { isRepeatable: true, signal });
}

/** Repeats until a response arrives that a retry would not change. */
export async function again<Result>(
  { attempts = 4 }: Connection,
  attempt: () => Promise<Result>,
  { isRepeatable, signal }: { isRepeatable: boolean; signal?: AbortSignal },
): Promise<Result> {
  for (let left = attempts - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DriftscapeError) || !error.isRetryable || left === 0) throw error;
      if (error.code === 'UNREACHABLE' && !isRepeatable) throw error;
      // Random, so that requests that failed together are not repeated together.
      const seconds = 0.25 * 2 ** (attempts - left) * (0.5 + Math.random());
      await pause(error.retryAfterSeconds ?? seconds, signal);
    }
  }
}

async function postOnce<Data>(
  connection: Connection,
  body: string | FormData,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Data> {
  const response = await post(connection, body, { accept: 'application/json', ...headers }, signal);
  // A response may be interrupted as well.
  return dataOf(response, await response.text().catch(lost(connection, signal)));
}

/** Sends a body to the API, with the credentials. @throws as {@link credentialsOf} and {@link unreachable} */
export async function post(
  connection: Connection,
  body: string | FormData,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Response> {
  const { url, fetch: send = fetch } = connection;
  const all = { ...headers, ...(await credentialsOf(connection)) };
  return send(url, { method: 'POST', headers: all, body, signal }).catch(lost(connection, signal));
}

function lost(connection: Connection, signal?: AbortSignal) {
  return (cause?: unknown): never => {
    signal?.throwIfAborted();
    addressOf(connection);
    return unreachable(`${connection.url} cannot be reached`)(cause);
  };
}

/** @returns the complete URL of the API; a page may give a relative one. @throws DriftscapeError if it is none */
export function addressOf({ url }: Connection): URL {
  const page = globalThis.location?.href;
  const address = URL.canParse(url, page) ? new URL(url, page) : undefined;
  if (address && /^(http|ws)s?:$/.test(address.protocol)) return address;
  const message = `Expected the URL of the API, such as https://motion.example.org/graphql, but received "${url}"`;
  throw new DriftscapeError(message, { code: 'BAD_USER_INPUT' });
}

/** Handles a failed request. @throws DriftscapeError UNREACHABLE; the reason of `signal` when it aborts */
export function unreachable(message: string, signal?: AbortSignal): (cause?: unknown) => never {
  return (cause) => {
    signal?.throwIfAborted();
    throw new DriftscapeError(message, { code: 'UNREACHABLE', cause });
  };
}

/** Reads a response. @throws DriftscapeError if it contains errors or no data */
export function dataOf<Data>(response: Response, text: string): Data {
  const { data, errors } = read<Data>(text, response.ok);
  if (data && errors.length === 0) return data;
  const [first] = errors;
  const { url, status } = response;
  const answered = `${url || 'The server'} answered with status ${status}`;
  throw new DriftscapeError(
    inWords(errors) || (response.ok ? `${answered}, but not as the API does: check the URL` : answered),
    { ...refusalOf(response), ...(first?.extensions?.code && { code: first.extensions.code }) },
  );
}

/** @returns why a file or an upload was refused, in words; empty if the body has none */
export function reasonIn(text: string): string {
  return inWords(read(text, false).errors);
}

function inWords(errors: Answer<unknown>['errors']): string {
  return errors.map(({ message }) => message).join('; ');
}

function read<Data>(text: string, isOk: boolean): Answer<Data> {
  try {
    const { data, errors } = JSON.parse(text) ?? {};
    return { data, errors: Array.isArray(errors) ? errors : [] };
  } catch {
    const message = text.trim().slice(0, 500);
    // A proxy's text may say why it refused; a page is not for people to read as a message.
    return { errors: message && !isOk && !message.startsWith('<') ? [{ message }] : [] };
  }
}

/** Facts about a rejected request from the status and headers of its response. */
export function refusalOf({ status, headers }: Response) {
  return {
    code: codeOf(status),
    status,
    retryAfterSeconds: Number(headers.get('retry-after')) || undefined,
  };
}

/** Meaning of a status without a GraphQL error, for example from a proxy. */
export function codeOf(status: number): TransportCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'BAD_USER_INPUT';
}
