import { request as httpRequest } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { landscape } from '../photo/pictures.ts';
import { collect } from '../support/collect.ts';
import { describeDatabases, describeServerDatabase } from '../support/databases.ts';
import { client, put, start, stream, useUploads } from './upload-bench.ts';

describeDatabases((openTestDatabase) => {
  const { bench, waiting } = useUploads(openTestDatabase);

  describe('a photo that is announced, sent and completed', () => {
    it('becomes one image, and leaves no other file', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      expect(upload).toMatchObject({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/uploads\/dsu_[\w-]{64}$/),
        method: 'PUT',
        headers: [{ name: 'Content-Type', value: 'image/jpeg' }],
      });
      const lifetimeMs = Date.parse(upload.expiresAt) - Date.now();
      expect(lifetimeMs).toBeGreaterThan(890_000);
      expect(lifetimeMs).toBeLessThanOrEqual(900_000);
      expect(await bench.site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_MISSING' });

      expect((await put(upload.url, bench.photo)).status).toBe(204);
      const [first, second] = await Promise.all([
        bench.site.complete(upload.id),
        bench.site.complete(upload.id),
      ]);
      expect(first).toMatchObject({
        __typename: 'CompleteUploadSuccess',
        image: {
          name: 'lake.jpg',
          contentType: 'image/jpeg',
          sizeBytes: bench.photo.length,
          widthPixels: 320,
        },
      });
      expect(second.image.id).toBe(first.image.id);
      expect((await bench.site.complete(upload.id)).image.id).toBe(first.image.id);
      expect(await waiting()).toEqual([]);
      const key = first.image.url.split('/files/')[1];
      const { stream } = await bench.running.driftscape.storage.open(key);
      expect(Buffer.concat(await stream.toArray())).toEqual(bench.photo);
    });

    it('may be sent chunked', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      const pieces = [bench.photo.subarray(0, 1_000), bench.photo.subarray(1_000)];
      expect((await stream(upload.url, pieces)).status).toBe(204);
      expect((await bench.site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('can be sent only once', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      expect((await put(upload.url, bench.photo)).status).toBe(204);
      expect((await put(upload.url, bench.photo)).status).toBe(409);
      await bench.site.complete(upload.id);
      expect((await put(upload.url, bench.photo)).status).toBe(409);
    });

    it('may be sent again after an interruption', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      const headers = { 'content-length': bench.photo.length };
      const request = httpRequest(upload.url, { method: 'PUT', headers });
      request.on('error', () => {});
      await new Promise((resolve) => request.write(bench.photo.subarray(0, 1_000), resolve));
      request.destroy();
      const patient = { timeout: 10_000 };
      await expect.poll(async () => (await put(upload.url, bench.photo)).status, patient).toBe(204);
      expect((await bench.site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('must be sent again if its file was lost, for example by restoring a backup', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      await put(upload.url, bench.photo);
      const [key] = await waiting();
      await bench.running.driftscape.storage.remove(key);
      expect(await bench.site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_MISSING' });
      expect((await put(upload.url, bench.photo)).status).toBe(204);
      expect((await bench.site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('is delayed while there is no space for it', async () => {
      const full = new UserError('STORAGE_FULL', 'The disk is full; free some space', { isRetryable: true });
      const { storage, images } = bench.running.driftscape;
      const { upload } = await bench.site.announce(bench.photo.length);
      vi.spyOn(storage, 'take').mockRejectedValueOnce(full);
      expect((await put(upload.url, bench.photo)).status).toBe(507);
      expect((await put(upload.url, bench.photo)).status).toBe(204);
      vi.spyOn(images, 'ingest').mockRejectedValueOnce(full);
      expect(await bench.site.complete(upload.id)).toMatchObject({
        __typename: 'StorageFullError',
        path: [],
      });
      expect((await bench.site.complete(upload.id)).__typename).toBe('CompleteUploadSuccess');
    });

    it('becomes the same image if the server died during completion', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      await put(upload.url, bench.photo);
      const [storageKey] = await waiting();
      const { image } = await bench.site.complete(upload.id);
      // As it was before the image was noted.
      const { storage, prisma } = bench.running.driftscape;
      await storage.put(storageKey, bench.photo);
      const id = requireRowId('ImageUpload', upload.id);
      await prisma.imageUpload.update({ where: { id }, data: { storageKey, imageId: null } });
      expect((await bench.site.complete(upload.id)).image.id).toBe(image.id);
      expect(await waiting()).toEqual([]);
    });

    it('is removed with its image', async () => {
      const { upload } = await bench.site.announce(bench.photo.length);
      await put(upload.url, bench.photo);
      const { image } = await bench.site.complete(upload.id);
      const deletion = `mutation ($id: ID!) { deleteImage(input: { imageId: $id }) { __typename } }`;
      const { data } = await bench.site.run(deletion, { id: image.id });
      expect(data.deleteImage).toEqual({ __typename: 'DeleteImageSuccess' });
      expect(await bench.site.complete(upload.id)).toMatchObject({
        code: 'NOT_FOUND',
        path: ['input', 'uploadId'],
      });
    });
  });
});

describeDatabases((openTestDatabase) => {
  it('survives a restart between its steps', async () => {
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
