import type { Document } from './document.ts';
import { DriftscapeError, type TransportCode } from './errors.ts';
import { pause } from './pause.ts';

/** Where the API is, and who asks. */
export interface Connection {
  /** Of the GraphQL endpoint, such as `https://motion.example.org/graphql`. */
  url: string;
  /** An API key, or an animation token; a function where it changes. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Default: the global one. */
  fetch?: typeof fetch;
  /** Where a file or an upload is reached from here, by the address that the server gave. Default: there. */
  reach?: (url: string) => string;
  /** How often a request is sent in all when no answer comes, or the server is busy. Default: 4. */
  attempts?: number;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** @returns the key or token to send now */
export async function tokenOf({ token }: Connection): Promise<string | undefined> {
  return typeof token === 'function' ? token() : token;
}

/** @returns the headers that show who asks */
export async function credentialsOf(connection: Connection): Promise<Record<string, string>> {
  const given = await tokenOf(connection);
  const { headers } = connection;
  return { ...headers, ...(given ? { authorization: `Bearer ${given}` } : {}) };
}

/**
 * Sends an operation; again where the server was busy, and where no answer came unless it might be carried out twice then.
 * @throws DriftscapeError where it is refused or cannot be sent; the reason of `signal` when it aborts
 */
export async function send<Data, Variables>(
  connection: Connection,
  { text }: Document<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  const body = JSON.stringify({ query: text, variables });
  const post = () => postOnce<Data>(connection, body, { 'content-type': 'application/json' }, signal);
  // The same upload may be completed any number of times.
  const isRepeatable = /^(query|mutation CompleteUpload)/.test(text) || body.includes('"idempotencyKey":');
  return again(connection, post, { isRepeatable, signal });
}

/** Sends a form whose operation has an idempotency key. @throws as {@link send} */
export async function sendForm<Data>(
  connection: Connection,
  form: () => FormData,
  signal?: AbortSignal,
): Promise<Data> {
  // It shows that no page of another site made the browser send the form.
  const headers = { 'apollo-require-preflight': 'true' };
  const post = () => postOnce<Data>(connection, form(), headers, signal);
  return again(connection, post, { isRepeatable: true, signal });
}

/** Tries until an answer comes that asking again would not change. */
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
      // Those who were refused together do not come back together.
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
  const { url, fetch: post = fetch } = connection;
  const credentials = await credentialsOf(connection);
  const isLost = unreachable(`${url} cannot be reached`, signal);
  const response = await post(url, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers, ...credentials },
    body,
    signal,
  }).catch(isLost);
  // An answer may break off as well.
  return dataOf(response, await response.text().catch(isLost));
}

/** @returns what to throw where a request failed: DriftscapeError UNREACHABLE, or the reason of `signal` when it aborts */
export function unreachable(message: string, signal?: AbortSignal): (cause?: unknown) => never {
  return (cause) => {
    signal?.throwIfAborted();
    throw new DriftscapeError(message, { code: 'UNREACHABLE', cause });
  };
}

/** Reads an answer. @throws DriftscapeError where it holds anything but data */
export function dataOf<Data>(response: Response, text: string): Data {
  const { data, errors = [] } = read<Data>(text);
  if (data && errors.length === 0) return data;
  const [first] = errors;
  throw new DriftscapeError(
    errors.map(({ message }) => message).join('; ') || `The server answered with status ${response.status}`,
    { ...refusalOf(response), ...(first?.extensions?.code && { code: first.extensions.code }) },
  );
}

function read<Data>(text: string): Answer<Data> {
  try {
    return JSON.parse(text);
  } catch {
    return { errors: text.trim() ? [{ message: text.trim().slice(0, 500) }] : [] };
  }
}

/** What the status and headers of an answer say about a refusal. */
export function refusalOf({ status, headers }: Response) {
  return {
    code: codeOf(status),
    status,
    retryAfterSeconds: Number(headers.get('retry-after')) || undefined,
  };
}

/** What a status without a GraphQL error means, such as a proxy's. */
export function codeOf(status: number): TransportCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'BAD_USER_INPUT';
}
