import type { TadaDocumentNode } from 'gql.tada';
import { apiUrl } from './address.ts';
import { apiKey, credentials, forgetKey } from './key.ts';

/** What the server, or the way to it, has against a request; the message is for people. */
export class ApiError extends Error {
  readonly code: string | undefined;
  /** When to ask again, in seconds; undefined where the server does not say. */
  readonly retryAfter: number | undefined;

  constructor(message: string, code?: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/**
 * Sends an operation.
 * @throws ApiError where it is refused, or cannot be sent; DOMException AbortError when `signal` says so
 */
export async function send<Data, Variables>(
  operation: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  const response = await fetch(apiUrl(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...credentials() },
    body: JSON.stringify({ query: String(operation), variables }),
    signal,
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new ApiError('The server cannot be reached; is it running?', 'UNREACHABLE');
  });
  const { data, errors = [] } = await read<Data>(response);
  if (response.status === 401) {
    const hadKey = apiKey.value !== null;
    forgetKey();
    throw new ApiError(
      hadKey ? 'The server does not know this key' : 'The server asks for a key',
      'UNAUTHENTICATED',
    );
  }
  if (errors.length > 0 || !data) {
    const message = errors.map((error) => error.message).join('; ');
    throw new ApiError(
      message || `The server answered with status ${response.status}`,
      errors[0]?.extensions?.code,
      Number(response.headers.get('retry-after')) || undefined,
    );
  }
  return data;
}

async function read<Data>(response: Response): Promise<Answer<Data>> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: text.trim() || `The server answered with status ${response.status}` }] };
  }
}

/** The success among what may come of a mutation. @throws ApiError for any other, with its words */
export function expectSuccess<Outcome extends { __typename: string }, Name extends Outcome['__typename']>(
  outcome: Outcome,
  name: Name,
): Extract<Outcome, { __typename: Name }> {
  if (outcome.__typename === name) return outcome as Extract<Outcome, { __typename: Name }>;
  const { message } = outcome as unknown as { message?: string };
  throw new ApiError(message ?? outcome.__typename, outcome.__typename);
}
