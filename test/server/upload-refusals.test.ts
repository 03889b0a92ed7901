import { describe, expect, it } from 'vitest';
import { landscape } from '../photo/pictures.ts';
import { describeDatabases } from '../support/databases.ts';
import { client, createUpload, newClient, put, start, stream, useUploads } from './upload-bench.ts';

function* endless(): Iterable<Uint8Array> {
  for (;;) yield new Uint8Array(65_536);
}

describeDatabases((openTestDatabase) => {
  const { bench, waiting } = useUploads(openTestDatabase);

  describe('uploaded bytes', () => {
    it.each([-1, 1])('are rejected if %i byte off, and may be sent again', async (difference) => {
      const { upload } = await bench.site.announce(bench.photo.length);
      const wrong = new Uint8Array(bench.photo.length + difference);
      const refused = await put(upload.url, wrong);
      expect(refused.status).toBe(400);
      expect(await refused.text()).toMatch(`Expected the ${bench.photo.length} bytes that were announced`);
      expect((await stream(upload.url, [wrong])).status).toBe(400);
      expect(await waiting()).toEqual([]);
      expect((await put(upload.url, bench.photo)).status).toBe(204);
      await bench.site.complete(upload.id);
    });

    it.each([
      ['content-encoding', 'gzip', 415, 'without Content-Encoding'],
      ['content-range', 'bytes 0-9/20', 400, 'without Content-Range'],
    ])('are rejected with %s, which would be ignored', async (name, value, status, words) => {
      const { upload } = await bench.site.announce(bench.photo.length);
      const send = (headers: Record<string, string>) =>
        fetch(upload.url, { method: 'PUT', body: new Uint8Array(bench.photo), headers });
      const refused = await send({ [name]: value });
      expect(refused.status).toBe(status);
      expect(await refused.text()).toContain(words);
      expect(await waiting()).toEqual([]);
      expect((await send({ 'content-encoding': 'identity' })).status).toBe(204);
      await bench.site.complete(upload.id);
    });

    it('are cut off as soon as there are too many', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
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

    it('are validated on completion', async () => {
      const { upload } = await bench.site.announce(18);
      expect((await put(upload.url, 'Dear Sir or Madam.')).status).toBe(204);
      const answer = { __typename: 'InvalidImageError', path: ['input', 'uploadId'] };
      expect(await bench.site.complete(upload.id)).toMatchObject(answer);
      expect(await bench.site.complete(upload.id)).toMatchObject(answer);
    });

    it('are rejected at an unknown or expired URL', async () => {
      const { url } = bench.running.server;
      expect((await put(`${url}/uploads/dsu_${'a'.repeat(64)}`, bench.photo)).status).toBe(403);
      expect((await put(`${url}/uploads/`, bench.photo)).status).toBe(403);
      const { upload } = await bench.site.announce(bench.photo.length);
      await bench.running.driftscape.prisma.imageUpload.updateMany({ data: { expiresAt: new Date() } });
      expect((await put(upload.url, bench.photo)).status).toBe(410);
      expect(await bench.site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_EXPIRED' });
    });

    it('are accepted from allowed pages, and only with PUT', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
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
    ])('%s is rejected before anything is sent', async (_fault, more, code, field) => {
      expect(await bench.site.announce(1_000, more)).toMatchObject({ code, path: ['input', field] });
    });

    it('repeated under its key gives the same upload a new URL, and one image in the end', async () => {
      const key = { idempotencyKey: 'lake-1' };
      const { upload: first } = await bench.site.announce(bench.photo.length, key);
      const { upload: again } = await bench.site.announce(bench.photo.length, key);
      expect(again.id).toBe(first.id);
      const refused = await put(first.url, bench.photo);
      expect(refused.status).toBe(403);
      expect(await refused.text()).toMatch(/^This URL was replaced: `createUpload` was called again/);
      expect((await put(again.url, bench.photo)).status).toBe(204);
      const { image } = await bench.site.complete(first.id);
      expect(await bench.site.announce(bench.photo.length + 1, key)).toMatchObject({
        __typename: 'IdempotencyConflictError',
        existingId: first.id,
        path: ['input', 'idempotencyKey'],
      });
      // Even when the upload is forgotten, the image is not.
      await bench.running.driftscape.prisma.imageUpload.deleteMany();
      const { upload: later } = await bench.site.announce(bench.photo.length, key);
      await put(later.url, bench.photo);
      expect((await bench.site.complete(later.id)).image.id).toBe(image.id);
    });

    it('counts against the quota of its key', async () => {
      const small = await newClient(bench.running, { uploadBytesPerDay: 2_000 });
      const key = { idempotencyKey: 'small' };
      expect((await small.announce(1_500, key)).__typename).toBe('CreateUploadSuccess');
      expect((await small.announce(1_500, key)).__typename).toBe('CreateUploadSuccess');
      const input = { contentType: 'image/jpeg', sizeBytes: 600 };
      const { errors } = await small.run(createUpload, { input });
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    });

    it('belongs to its key, and ends with it', async () => {
      const other = await newClient(bench.running);
      const { upload } = await other.announce(bench.photo.length);
      expect(await bench.site.complete(upload.id)).toMatchObject({ code: 'NOT_FOUND' });
      await bench.running.driftscape.access.keys.revoke(other.keyId);
      expect((await put(upload.url, bench.photo)).status).toBe(403);
    });

    it('that was replaced does not count as a wrong key, however often it is used', async () => {
      const key = { idempotencyKey: 'replaced' };
      const { upload: first } = await bench.site.announce(bench.photo.length, key);
      const { upload: newest } = await bench.site.announce(bench.photo.length, key);
      for (let i = 0; i < 40; i++) expect((await put(first.url, 'a')).status).toBe(403);
      expect((await put(newest.url, bench.photo)).status).toBe(204);
    });
  });
});

describeDatabases((openTestDatabase) => {
  it('needs no key if none are required, and limited keys pay for what is sent', async () => {
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
});
