import fc from 'fast-check';
import { deadlineMs, type FuzzedServer } from './fuzzed-server.ts';
import { mutated } from './mutation.ts';
import { fillIn, operation } from './operations.ts';
import type { Target } from './target.ts';

interface Request {
  method: string;
  search: string;
  headers: Record<string, string>;
  body: Buffer<ArrayBuffer> | string | null;
}

const json = { 'content-type': 'application/json' };
const body = operation.map((value) => JSON.stringify(value));
const post = (content: fc.Arbitrary<string | Buffer<ArrayBuffer>>, headers: Record<string, string> = json) =>
  content.map((body): Request => ({ method: 'POST', search: '', headers, body }));

const oddEnvelope = fc.record(
  {
    query: fc.oneof(fc.string(), fc.jsonValue()),
    operationName: fc.oneof(fc.string(), fc.jsonValue()),
    variables: fc.oneof(fc.string(), fc.jsonValue()),
    extensions: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

const oddHeaders = fc.record({
  'content-type': fc.constantFrom(
    'application/json',
    'application/graphql',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'text/plain',
    'application/json; charset=utf-7',
    ';;;',
  ),
  accept: fc.constantFrom(
    '*/*',
    'text/event-stream',
    'multipart/mixed',
    'application/graphql-response+json',
    'x',
    'text/html',
  ),
  'x-request-id': fc.constantFrom('a', 'x'.repeat(200), '../../', '$%7Bx%7D'),
});

const requests: fc.Arbitrary<Request> = fc.oneof(
  { weight: 6, arbitrary: post(body) },
  { weight: 1, arbitrary: post(body, { ...json, accept: 'text/event-stream' }) },
  { weight: 2, arbitrary: post(mutated(body.map((text) => Buffer.from(text)))) },
  { weight: 1, arbitrary: post(oddEnvelope.map((value) => JSON.stringify(value))) },
  { weight: 1, arbitrary: post(fc.array(body, { maxLength: 4 }).map((all) => `[${all.join()}]`)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(body, oddHeaders, fc.constantFrom('POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'))
      .map(([body, headers, method]) => ({ method, search: '', headers, body })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(operation, fc.constantFrom('GET', 'HEAD')).map(([{ query, variables }, method]) => ({
      method,
      search: `?${new URLSearchParams({ query: query.toWellFormed(), variables: JSON.stringify(variables) })}`,
      headers: {},
      body: null,
    })),
  },
);

/** Of the first line of a request and its headers together, Node takes no more bytes (`--max-http-header-size`). */
const longestHead = 16_384;

/** Reads an answer; of an event stream, which may have no end, what comes at once. */
async function read(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return Buffer.from(value ?? []).toString();
}

async function attempt({ method, search, headers, body }: Request, server: FuzzedServer): Promise<void> {
  const filled = typeof body === 'string' ? fillIn(body, server.knownIds) : body;
  const url = server.url + fillIn(search, server.knownIds);
  const signal = AbortSignal.timeout(deadlineMs);
  const response = await fetch(url, { method, headers, body: filled, signal, redirect: 'manual' }).catch(
    (error) => {
      // Refused while it is still sent, a request may lose its answer to the reset of the connection.
      if (url.length > longestHead && !signal.aborted) return null;
      throw error;
    },
  );
  if (!response) return;
  const text = await read(response);
  if (response.status >= 500) throw new Error(`Expected no defect, but received ${response.status}: ${text}`);
  server.checkAnswer(text);
  // Whatever was put in the queue is not what is tried here.
  if (text.includes('"QUEUED"') || (method !== 'GET' && text.includes('animation')))
    await server.cancelAnimations();
}

/** Operations of the schema, mutated ones, odd envelopes, methods and headers. */
export const graphql: Target<Request> = { name: 'GraphQL over HTTP', share: 0.4, cases: requests, attempt };
