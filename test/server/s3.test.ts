import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landscape } from '../photo/pictures.ts';
import { collect } from '../support/collect.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { describeS3, S3Server } from '../support/s3-server.ts';
import { client, newClient, put, type Running, start } from './upload-bench.ts';

type Bench = Running & { site: ReturnType<typeof client> };

describeS3(() => {
  let s3: S3Server;
  let photo: Uint8Array;
  const resources = new AsyncDisposableStack();
  /** Where all goes through the server, and nobody needs a key. */
  let proxied: Bench;
  /** Where photos and files go to and from the bucket. */
  let direct: Bench;

  beforeAll(async () => {
    s3 = resources.use(await S3Server.start());
    resources.use(s3.useHere());
    photo = await landscape().jpeg().toBuffer();
    proxied = await open({ AUTH: 'off', STORAGE: `s3://${s3.bucket}/proxied` });
    direct = await open({
      AUTH: 'keys',
      STORAGE: `s3://${s3.bucket}/direct`,
      S3_DOWNLOADS: 'redirect',
      S3_UPLOADS: 'direct',
    });
  });
  afterAll(() => resources.disposeAsync());

  async function open(settings: Record<string, string>): Promise<Bench> {
    const database = resources.use(await openEmbeddedTestDatabase());
    const running = await start(database, { ...s3.settings, ...settings });
    resources.defer(() => running.close());
    const site = settings.AUTH === 'off' ? client(running.server) : await newClient(running);
    return { ...running, site };
  }

  async function addImage({ site }: Bench) {
    const { upload } = await site.announce(photo.length);
    expect((await put(upload.url, photo)).ok).toBe(true);
    return (await site.complete(upload.id)).image;
  }

  describe('a file in a bucket', () => {
    it('comes through the server, whole or in a range', async () => {
      const { url } = await addImage(proxied);
      const whole = await fetch(url, { redirect: 'error' });
      expect(new Uint8Array(await whole.arrayBuffer())).toEqual(new Uint8Array(photo));
      expect(whole.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const etag = whole.headers.get('etag') ?? '';
      const part = await fetch(url, { headers: { range: 'bytes=10-19', 'if-range': etag } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${photo.length}`]);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(new Uint8Array(photo.subarray(10, 20)));
      expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
      expect((await fetch(url, { headers: { range: `bytes=${photo.length}-` } })).status).toBe(416);
      expect((await fetch(`${url}x`)).status).toBe(404);
    });

    it('comes directly from the bucket if configured, only for authorised clients', async () => {
      const image = await addImage(direct);
      // As it was sent: what the server changes on the way does not come from the bucket.
      const url = `${image.url}?original`;
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
      const { authorization } = direct.site.authorization;
      const sent = await fetch(url, { headers: { authorization }, redirect: 'manual' });
      expect(sent.status).toBe(302);
      expect(sent.headers.get('cache-control')).toBe('private, max-age=600');
      const location = sent.headers.get('location') ?? '';
      expect(location).toMatch(`${s3.endpoint}/${s3.bucket}/direct/`);
      const file = await fetch(location);
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(photo));
      expect(file.headers.get('content-type')).toBe('image/jpeg');
      expect(file.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(file.headers.get('content-disposition')).toMatch(/^inline; filename="/);
      const changed = await fetch(image.url, { headers: { authorization }, redirect: 'manual' });
      expect(changed.status).toBe(200);
      await changed.arrayBuffer();
      const head = await fetch(url, { method: 'HEAD', headers: { authorization }, redirect: 'error' });
      expect(head.headers.get('content-length')).toBe(String(photo.length));
      const gone = await fetch(`${image.url}x?original`, { headers: { authorization }, redirect: 'manual' });
      expect(gone.status).toBe(404);
    });

    it('is unavailable while the bucket’s server is, and available afterwards', async () => {
      const { url } = await addImage(proxied);
      expect((await fetch(`${proxied.server.url}/ready`)).status).toBe(200);
      await s3.down();
      expect((await fetch(url)).status).toBe(503);
      expect((await fetch(`${proxied.server.url}/ready`)).status).toBe(503);
      const { upload } = await proxied.site.announce(photo.length);
      const sending = put(upload.url, photo);
      await s3.up();
      expect((await sending).status).toBe(204);
      expect((await fetch(url)).status).toBe(200);
      expect((await fetch(`${proxied.server.url}/ready`)).status).toBe(200);
    });
  });

  describe('an announced photo', () => {
    it('is sent directly to the bucket if configured, and becomes one image', async () => {
      const { upload } = await direct.site.announce(photo.length);
      expect(upload.url).toMatch(`${s3.endpoint}/${s3.bucket}/direct/`);
      expect(await direct.site.complete(upload.id)).toMatchObject({ code: 'UPLOAD_MISSING' });
      expect((await put(upload.url, photo.subarray(1))).status).toBe(403);
      expect((await put(upload.url, photo)).status).toBe(200);
      const [first, second] = await Promise.all([
        direct.site.complete(upload.id),
        direct.site.complete(upload.id),
      ]);
      expect(first.image).toMatchObject({ sizeBytes: photo.length, contentType: 'image/jpeg' });
      expect(second.image.id).toBe(first.image.id);
      expect(await collect(direct.driftscape.storage.keys('waiting'))).toEqual([]);
    });

    it('is checked like any other', async () => {
      const { upload } = await direct.site.announce(9);
      expect((await put(upload.url, 'no photo!')).status).toBe(200);
      expect(await direct.site.complete(upload.id)).toMatchObject({ code: 'INVALID_IMAGE' });
      const other = await newClient(direct);
      expect(await other.complete(upload.id)).toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is removed if nobody completes it', async () => {
      const { upload } = await direct.site.announce(photo.length);
      await put(upload.url, photo);
      const { storage, uploads } = direct.driftscape;
      expect(await collect(storage.keys('waiting'))).not.toEqual([]);
      expect(await uploads.removeOlderThan(new Date(Date.now() + 3_600_000))).toBeGreaterThan(0);
      expect(await collect(storage.keys('waiting'))).toEqual([]);
    });
  });

  it('a backup includes files in the bucket', async () => {
    const { storage, backUp } = proxied.driftscape;
    await addImage(proxied);
    const files = (await collect(storage.keys())).filter((key) => !key.startsWith('waiting/'));
    const destination = new PassThrough();
    const archive = buffer(destination);
    expect(await backUp?.(destination)).toMatchObject({ files: files.length });
    const reading = extract();
    reading.end(await archive);
    const names: string[] = [];
    for await (const entry of reading) {
      names.push(entry.header.name);
      entry.resume();
    }
    expect(names).toEqual(['database.tar.gz', ...files.map((key) => `files/${key}`).sort(), 'manifest.json']);
  });
});
