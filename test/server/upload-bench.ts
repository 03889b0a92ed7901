import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ScriptedEngine } from '../animations/scripted-engine.ts';
import { landscape } from '../photo/pictures.ts';
import { collect } from '../support/collect.ts';
import type { TestDatabase } from '../support/databases.ts';
import { postOperation } from '../support/post-operation.ts';
import { silentLog } from '../support/silent-log.ts';

export const createUpload = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) {
    __typename
    ... on CreateUploadSuccess { upload { id url method headers { name value } expiresAt } }
    ... on UserError { code message path }
    ... on IdempotencyConflictError { existingId }
  }
}`;

const completeUpload = `mutation ($uploadId: ID!) {
  completeUpload(input: { uploadId: $uploadId }) {
    __typename
    ... on CompleteUploadSuccess { image { id name contentType sizeBytes widthPixels url } }
    ... on UserError { code message path }
  }
}`;

export interface Running {
  driftscape: Driftscape;
  server: Server;
  close(): Promise<void>;
}

export async function start(
  { config }: TestDatabase,
  settings: Record<string, string> = { AUTH: 'keys' },
): Promise<Running> {
  const all = { ...loadConfig({ MAX_UPLOAD_BYTES: '1000000', ...settings }), ...config, port: 0 };
  const startEngine = async () => new ScriptedEngine();
  const driftscape = await openDriftscape(all, { log: silentLog, startEngine });
  const server = await startServer(driftscape, all, silentLog, { closeTimeoutMs: 100 });
  return {
    driftscape,
    server,
    async close() {
      await server.close();
      await driftscape.close();
    },
  };
}

/** A client with its own key. */
export async function newClient({ driftscape, server }: Running, more: { uploadBytesPerDay?: number } = {}) {
  const { key, secret } = await driftscape.access.keys.create({ name: 'site', scope: 'write', ...more });
  return { keyId: key.id, ...client(server, { authorization: `Bearer ${secret}` }) };
}

/** A server with one client, a photo for it to send, and a look at what waits; for the tests of one `describeDatabases`. */
export function useUploads(openTestDatabase: () => Promise<TestDatabase>) {
  const bench = {} as {
    database: TestDatabase;
    running: Running;
    site: Awaited<ReturnType<typeof newClient>>;
    photo: Uint8Array;
  };

  beforeAll(async () => {
    bench.photo = await landscape().jpeg().toBuffer();
    bench.database = await openTestDatabase();
    bench.running = await start(bench.database);
    bench.site = await newClient(bench.running);
  });

  afterAll(async () => {
    await bench.running.close();
    await bench.database[Symbol.asyncDispose]();
  });

  /** Every file that waits to be completed, and all that is in the making. */
  const waiting = () => collect(bench.running.driftscape.storage.keys('waiting'));

  return { bench, waiting };
}

export function client({ url }: Server, authorization: Record<string, string> = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's, which only the test knows.
  async function run(query: string, variables: object): Promise<any> {
    return (await postOperation(`${url}/graphql`, { query, variables }, authorization)).json();
  }
  return {
    authorization,
    run,
    async announce(sizeBytes: number, more: object = {}) {
      const input = { name: 'lake.jpg', contentType: 'image/jpeg', sizeBytes, ...more };
      return (await run(createUpload, { input })).data.createUpload;
    },
    async complete(uploadId: string) {
      return (await run(completeUpload, { uploadId })).data.completeUpload;
    },
  };
}

export function put(url: string, body: Uint8Array | string): Promise<Response> {
  return fetch(url, { method: 'PUT', body: Buffer.from(body) });
}

/** Sends a body without telling its size. @returns the answer's status, and how many bytes went out until it came */
export async function stream(url: string, pieces: Iterable<Uint8Array>) {
  const request = httpRequest(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } });
  request.on('error', () => {});
  let isAnswered = false;
  const answered = once(request, 'response').then(async ([response]) => {
    isAnswered = true;
    return { status: response.statusCode as number, message: await text(response) };
  });
  let sentBytes = 0;
  for (const piece of pieces) {
    if (isAnswered) break;
    sentBytes += piece.byteLength;
    if (!request.write(piece)) await Promise.race([once(request, 'drain'), answered]);
  }
  if (!isAnswered) request.end();
  return { ...(await answered), sentBytes, request };
}
