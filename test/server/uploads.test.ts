import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { UserError } from '../../src/errors.ts';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ScriptedEngine } from '../animations/scripted-engine.ts';
import { landscape } from '../photo/pictures.ts';
import { collect } from '../support/collect.ts';
import { describeDatabases, describeServerDatabase, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const createUpload = `mutation ($input: CreateUploadInput!) {
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

interface Running {
  driftscape: Driftscape;
  server: Server;
  close(): Promise<void>;
}

async function start(
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

/** A client with a key of its own. */
async function newClient({ driftscape, server }: Running, more: { uploadBytesPerDay?: number } = {}) {
  const { key, secret } = await driftscape.access.keys.create({ name: 'site', scope: 'write', ...more });
  return { keyId: key.id, ...client(server, { authorization: `Bearer ${secret}` }) };
}

function client({ url }: Server, authorization: Record<string, string> = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's, which only the test knows.
  async function run(query: string, variables: object): Promise<any> {
    const headers = { 'content-type': 'application/json', ...authorization };
    const body = JSON.stringify({ query, variables });
    return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
  }
  return {
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

function put(url: string, body: Uint8Array | string): Promise<Response> {
  return fetch(url, { method: 'PUT', body: Buffer.from(body) });
}

/** Sends a body without telling its size. @returns the answer's status, and how many bytes went out until it came */
async function stream(url: string, pieces: Iterable<Uint8Array>) {
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

function* endless(): Iterable<Uint8Array> {
  for (;;) yield new Uint8Array(65_536);
}

describeDatabases((openTestDatabase) => {
  let database: TestDatabase;
  let running: Running;
  let site: Awaited<ReturnType<typeof newClient>>;
  let photo: Uint8Array;

  beforeAll(async () => {
    photo = await landscape().jpeg().toBuffer();
    database = await openTestDatabase();
    running = await start(database);
    site = await newClient(running);
  });

  afterAll(async () => {
    await running.close();
    await database[Symbol.asyncDispose]();
  });

  /** Every file that waits to be completed, and all that is in the making. */
  async function waiting(): Promise<string[]> {
    return collect(running.driftscape.storage.keys('waiting'));
  }

  describe('a photo that is announced, sent and completed', () => {
    it('becomes an image, once, and leaves no other file', async () => {
      const { upload } = await site.announce(photo.length);
      expect(upload).toMatchObject({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/uploads\/dsu_[\w-]{43}$/),
        method: 'PUT',
        headers: [{ name: 'Content-Type', value: 'image/jpeg' }],
      });
      const lifetimeMs = Date.parse(upload.expiresAt) - Date.now();
      expect(lifetimeMs).toBeGreaterThan(890_000);
      expect(lifetimeMs).toBeLessThanOrEqual(900_000);
      expect(await site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_MISSING' });

      expect((await put(upload.url, photo)).status).toBe(204);
      const [first, second] = await Promise.all([site.complete(upload.id), site.complete(upload.id)]);
      expect(first).toMatchObject({
        __typename: 'CompleteUploadSuccess',
        image: { name: 'lake.jpg', contentType: 'image/jpeg', sizeBytes: photo.length, widthPixels: 320 },
      });
      expect(second.image.id).toBe(first.image.id);
      expect((await site.complete(upload.id)).image.id).toBe(first.image.id);
      expect(await waiting()).toEqual([]);
      const key = first.image.url.split('/files/')[1];
      const { stream } = await running.driftscape.storage.open(key);
      expect(Buffer.concat(await stream.toArray())).toEqual(photo);
    });

    it('may be sent in pieces without its size', async () => {
      const { upload } = await site.announce(photo.length);
      const pieces = [photo.subarray(0, 1_000), photo.subarray(1_000)];
      expect((await stream(upload.url, pieces)).status).toBe(204);
      expect((await site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('is sent once', async () => {
      const { upload } = await site.announce(photo.length);
      expect((await put(upload.url, photo)).status).toBe(204);
      expect((await put(upload.url, photo)).status).toBe(409);
      await site.complete(upload.id);
      expect((await put(upload.url, photo)).status).toBe(409);
    });

    it('may be sent again when it broke off on the way', async () => {
      const { upload } = await site.announce(photo.length);
      const headers = { 'content-length': photo.length };
      const request = httpRequest(upload.url, { method: 'PUT', headers });
      request.on('error', () => {});
      await new Promise((resolve) => request.write(photo.subarray(0, 1_000), resolve));
      request.destroy();
      const patient = { timeout: 10_000 };
      await expect.poll(async () => (await put(upload.url, photo)).status, patient).toBe(204);
      expect((await site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('has to be sent again when its file was lost, as by restoring a backup', async () => {
      const { upload } = await site.announce(photo.length);
      await put(upload.url, photo);
      const [key] = await waiting();
      await running.driftscape.storage.remove(key);
      expect(await site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_MISSING' });
      expect((await put(upload.url, photo)).status).toBe(204);
      expect((await site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('waits while there is no room for it', async () => {
      const full = new UserError('STORAGE_FULL', 'The disk is full; free some space', { isRetryable: true });
      const { storage, images } = running.driftscape;
      const { upload } = await site.announce(photo.length);
      vi.spyOn(storage, 'take').mockRejectedValueOnce(full);
      expect((await put(upload.url, photo)).status).toBe(507);
      expect((await put(upload.url, photo)).status).toBe(204);
      vi.spyOn(images, 'ingest').mockRejectedValueOnce(full);
      expect(await site.complete(upload.id)).toMatchObject({ __typename: 'StorageFullError', path: [] });
      expect((await site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('becomes the same image when the server died while it became one', async () => {
      const { upload } = await site.announce(photo.length);
      await put(upload.url, photo);
      const [storageKey] = await waiting();
      const { image } = await site.complete(upload.id);
      // As it was before the image was noted.
      const { storage, prisma } = running.driftscape;
      await storage.put(storageKey, photo);
      const id = requireRowId('ImageUpload', upload.id);
      await prisma.imageUpload.update({ where: { id }, data: { storageKey, imageId: null } });
      expect((await site.complete(upload.id)).image.id).toBe(image.id);
      expect(await waiting()).toEqual([]);
    });

    it('goes with the image that it became', async () => {
      const { upload } = await site.announce(photo.length);
      await put(upload.url, photo);
      const { image } = await site.complete(upload.id);
      const deletion = `mutation ($id: ID!) { deleteImage(input: { imageId: $id }) { __typename } }`;
      const { data } = await site.run(deletion, { id: image.id });
      expect(data.deleteImage).toEqual({ __typename: 'DeleteImageSuccess' });
      expect(await site.complete(upload.id)).toMatchObject({
        code: 'NOT_FOUND',
        path: ['input', 'uploadId'],
      });
    });
  });

  describe('what is sent', () => {
    it.each([-1, 1])('is refused when it is %i byte off, and may be sent again', async (difference) => {
      const { upload } = await site.announce(photo.length);
      const wrong = new Uint8Array(photo.length + difference);
      const refused = await put(upload.url, wrong);
      expect(refused.status).toBe(400);
      expect(await refused.text()).toMatch(`Expected the ${photo.length} bytes that were announced`);
      expect((await stream(upload.url, [wrong])).status).toBe(400);
      expect(await waiting()).toEqual([]);
      expect((await put(upload.url, photo)).status).toBe(204);
      await site.complete(upload.id);
    });

    it('is cut off as soon as it is too much', async () => {
      const { upload } = await site.announce(photo.length);
      const { status, sentBytes, request } = await stream(upload.url, endless());
      expect(status).toBe(400);
      expect(sentBytes).toBeLessThan(10_000_000);
      // The client goes on without an end: the server hangs up.
      const closed = new Promise((resolve) => request.once('close', resolve));
      const timer = setInterval(() => request.write(new Uint8Array(1_000)), 10);
      await closed;
      clearInterval(timer);
      expect(await waiting()).toEqual([]);
    });

    it('is judged when it is completed', async () => {
      const { upload } = await site.announce(18);
      expect((await put(upload.url, 'Dear Sir or Madam.')).status).toBe(204);
      const answer = { __typename: 'InvalidImageError', path: ['input', 'uploadId'] };
      expect(await site.complete(upload.id)).toMatchObject(answer);
      expect(await site.complete(upload.id)).toMatchObject(answer);
    });

    it('is refused at an address that was not given out, or comes too late', async () => {
      const { url } = running.server;
      expect((await put(`${url}/uploads/dsu_${'a'.repeat(43)}`, photo)).status).toBe(403);
      expect((await put(`${url}/uploads/`, photo)).status).toBe(403);
      const { upload } = await site.announce(photo.length);
      await running.driftscape.prisma.imageUpload.updateMany({ data: { expiresAt: new Date() } });
      expect((await put(upload.url, photo)).status).toBe(410);
      expect(await site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_EXPIRED' });
    });

    it('is taken from pages that may use the API, and by PUT alone', async () => {
      const { upload } = await site.announce(photo.length);
      const origin = 'http://localhost:5173';
      const asked = { origin, 'access-control-request-method': 'PUT' };
      const preflight = await fetch(upload.url, { method: 'OPTIONS', headers: asked });
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
      const elsewhere = { ...asked, origin: 'https://elsewhere.example' };
      const refused = await fetch(upload.url, { method: 'OPTIONS', headers: elsewhere });
      expect(refused.headers.has('access-control-allow-origin')).toBe(false);
      for (const method of ['GET', 'POST', 'DELETE']) {
        expect((await fetch(upload.url, { method })).status).toBe(405);
      }
    });
  });

  describe('an announcement', () => {
    it.each([
      ['of another kind of file', { contentType: 'image/heic' }, 'UNSUPPORTED_IMAGE', 'contentType'],
      ['of too many bytes', { sizeBytes: 1_000_001 }, 'IMAGE_TOO_LARGE', 'sizeBytes'],
      ['of nothing', { sizeBytes: 0 }, 'INVALID_INPUT', 'sizeBytes'],
      ['of less than nothing', { sizeBytes: -5 }, 'INVALID_INPUT', 'sizeBytes'],
      ['with an empty key', { idempotencyKey: '' }, 'INVALID_INPUT', 'idempotencyKey'],
    ])('%s is refused before anything is sent', async (_fault, more, code, field) => {
      expect(await site.announce(1_000, more)).toMatchObject({ code, path: ['input', field] });
    });

    it('made again under its key gives the same upload a new address, and in the end one image', async () => {
      const key = { idempotencyKey: 'lake-1' };
      const { upload: first } = await site.announce(photo.length, key);
      const { upload: again } = await site.announce(photo.length, key);
      expect(again.id).toBe(first.id);
      expect((await put(first.url, photo)).status).toBe(403);
      expect((await put(again.url, photo)).status).toBe(204);
      const { image } = await site.complete(first.id);
      expect(await site.announce(photo.length + 1, key)).toMatchObject({
        __typename: 'IdempotencyConflictError',
        existingId: first.id,
        path: ['input', 'idempotencyKey'],
      });
      // Even when the upload is forgotten, the image is not.
      await running.driftscape.prisma.imageUpload.deleteMany();
      const { upload: later } = await site.announce(photo.length, key);
      await put(later.url, photo);
      expect((await site.complete(later.id)).image.id).toBe(image.id);
    });

    it('counts against the quota of its key', async () => {
      const small = await newClient(running, { uploadBytesPerDay: 2_000 });
      const key = { idempotencyKey: 'small' };
      expect((await small.announce(1_500, key)).__typename).toBe('CreateUploadSuccess');
      expect((await small.announce(1_500, key)).__typename).toBe('CreateUploadSuccess');
      const input = { contentType: 'image/jpeg', sizeBytes: 600 };
      const { errors } = await small.run(createUpload, { input });
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    });

    it('belongs to its key, and falls with it', async () => {
      const other = await newClient(running);
      const { upload } = await other.announce(photo.length);
      expect(await site.complete(upload.id)).toMatchObject({ code: 'NOT_FOUND' });
      await running.driftscape.access.keys.revoke(other.keyId);
      expect((await put(upload.url, photo)).status).toBe(403);
    });
  });
});

describeDatabases((openTestDatabase) => {
  it('needs no key where nobody does, and counts what is sent where a key is limited', async () => {
    await using database = await openTestDatabase();
    const open = await start(database, { AUTH: 'off' });
    const photo = await landscape().jpeg().toBuffer();
    const anybody = client(open.server);
    const { upload } = await anybody.announce(photo.length);
    expect((await put(upload.url, photo)).status).toBe(204);
    expect((await anybody.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    await open.close();

    const limited = await start(database, { AUTH: 'keys', RATE_LIMIT_PER_MINUTE: '3' });
    const site = await newClient(limited);
    const { upload: second } = await site.announce(photo.length);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await put(second.url, 'wrong')).status);
    expect(statuses).toEqual([400, 400, 429]);
    for (let i = 0; i < 29; i++) await put(`${limited.server.url}/uploads/guess`, 'a');
    const guesses = [];
    for (let i = 0; i < 2; i++) guesses.push(await put(`${limited.server.url}/uploads/guess`, 'a'));
    expect(guesses.map(({ status }) => status)).toEqual([403, 429]);
    expect(Number(guesses[1].headers.get('retry-after'))).toBeGreaterThan(0);
    await limited.close();
  });

  it('outlives a restart between its steps', async () => {
    await using database = await openTestDatabase();
    const photo = await landscape().jpeg().toBuffer();
    const before = await start(database, { AUTH: 'off' });
    const [sent, unsent] = [
      (await client(before.server).announce(photo.length)).upload,
      (await client(before.server).announce(photo.length)).upload,
    ];
    await put(sent.url, photo);
    await before.driftscape.storage.put('waiting/nobody-knows-of-it', new Uint8Array(1));
    await before.close();
    const after = await start(database, { AUTH: 'off' });
    expect((await put(unsent.url.replace(before.server.url, after.server.url), photo)).status).toBe(204);
    for (const { id } of [sent, unsent]) {
      expect((await client(after.server).complete(id)).__typename).toBe('CompleteUploadSuccess');
    }
    // Where others may share the storage, a file that nobody knows of could be one in the making.
    if (!database.config.databaseUrl) {
      expect(await collect(after.driftscape.storage.keys('waiting'))).toEqual([]);
    }
    await after.close();
  });
});

describeServerDatabase((openTestDatabase) => {
  it('is announced to one server, sent to another and completed by either', async () => {
    await using database = await openTestDatabase();
    const [one, two] = [await start(database), await start(database)];
    const { secret } = await one.driftscape.access.keys.create({ name: 'site', scope: 'write' });
    const headers = { authorization: `Bearer ${secret}` };
    const photo = await landscape().jpeg().toBuffer();
    const { upload } = await client(one.server, headers).announce(photo.length);
    const elsewhere = upload.url.replace(one.server.url, two.server.url);
    const sent = await Promise.all([put(elsewhere, photo), put(upload.url, photo)]);
    expect(sent.map(({ status }) => status).sort()).toEqual([204, 409]);
    const images = await Promise.all(
      [one, two].map(async ({ server }) => (await client(server, headers).complete(upload.id)).image.id),
    );
    expect(new Set(images).size).toBe(1);
    await Promise.all([one.close(), two.close()]);
  });
});
