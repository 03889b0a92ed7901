import type { Document } from './document.ts';
import { DriftscapeError, type TransportCode } from './errors.ts';
import { pause } from './pause.ts';

/** Address of the API, and credentials. */
export interface Connection {
  /** URL of the GraphQL endpoint, such as `https://motion.example.org/graphql`. */
  url: string;
  /** An API key, or an animation token; a function if it changes. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Sent with every request. */
  headers?: Record<string, string>;
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
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** @returns the headers with the credentials */
export async function credentialsOf({ token, headers }: Connection): Promise<Record<string, string>> {
  const given = typeof token === 'function' ? await token() : token;
  return { ...headers, ...(given ? { authorization: `Bearer ${given}` } : {}) };
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
  const body = JSON.stringify({ query: text, variables });
  const post = () => postOnce<Data>(connection, body, { 'content-type': 'application/json' }, signal);
  const isRepeatable = text.startsWith('query') || body.includes('"idempotencyKey":');
  return again(connection, post, { isRepeatable, signal });
}

/** Sends a form whose operation has an idempotency key. @throws as {@link send} */
export async function sendForm<Data>(
  connection: Connection,
  form: () => FormData,
  signal?: AbortSignal,
): Promise<Data> {
  // It proves that the form was not sent by a page of another site.
  const headers = { 'apollo-require-preflight': 'true' };
  const post = () => postOnce<Data>(connection, form(), headers, signal);
  return again(connection, post, { isRepeatable: true, signal });
}

/** Repeats until a response arrives that a retry would not change. */
async function again<Result>(
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
      await pause(error.retryAfterSeconds ?? 0.25 * 2 ** (attempts - left), signal);
    }
  }
}

async function postOnce<Data>(
  connection: Connection,
  body: string | FormData,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Data> {
  const { url, fetch: post = fetch } = connection;
  const credentials = await credentialsOf(connection);
  const unreachable = (cause: unknown) => {
    signal?.throwIfAborted();
    throw new DriftscapeError(`${url} cannot be reached`, { code: 'UNREACHABLE', cause });
  };
  const response = await post(url, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers, ...credentials },
    body,
    signal,
  }).catch(unreachable);
  // A response may be interrupted as well.
  return dataOf(response, await response.text().catch(unreachable));
}

function dataOf<Data>(response: Response, text: string): Data {
  const { data, errors = [] } = read<Data>(text);
  if (data && errors.length === 0) return data;
  const [first] = errors;
  throw new DriftscapeError(
    errors.map(({ message }) => message).join('; ') || `The server answered with status ${response.status}`,
    {
      code: first?.extensions?.code ?? codeOf(response.status),
      status: response.status,
      retryAfterSeconds: Number(response.headers.get('retry-after')) || undefined,
    },
  );
}

function read<Data>(text: string): Answer<Data> {
  try {
    return JSON.parse(text);
  } catch {
    return { errors: text.trim() ? [{ message: text.trim().slice(0, 500) }] : [] };
  }
}

/** Meaning of a status without a GraphQL error, for example from a proxy. */
export function codeOf(status: number): TransportCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'BAD_USER_INPUT';
}
