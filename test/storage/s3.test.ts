import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StorageUnavailable } from '../../src/errors.ts';
import { S3Storage } from '../../src/storage/s3/s3.ts';
import type { S3Settings } from '../../src/storage/s3/settings.ts';
import { collect } from '../support/collect.ts';
import { describeS3, S3Server } from '../support/s3-server.ts';
import { readAll, testContract, text } from './contract.ts';

describeS3(() => {
  let server: S3Server;
  let env: Disposable;
  let work: string;
  let count = 0;

  beforeAll(async () => {
    server = await S3Server.start();
    env = server.useHere();
    work = await mkdtemp(join(tmpdir(), 'driftscape-storage-'));
  });
  afterAll(async () => {
    env[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
    await rm(work, { recursive: true });
  });

  function settingsOf(prefix: string, more: Partial<S3Settings> = {}): S3Settings {
    const { bucket } = server;
    return { bucket, prefix, isPathStyle: true, downloads: 'proxy', uploads: 'proxy', ...more };
  }

  function openOther(prefix: string, more: Partial<S3Settings> = {}): Promise<S3Storage> {
    return S3Storage.open(settingsOf(prefix, more), work, { isExclusive: false });
  }

  async function openBench() {
    count += 1;
    const prefix = `site-${count}/files`;
    const work = await mkdtemp(join(tmpdir(), 'driftscape-storage-'));
    const open = () => S3Storage.open(settingsOf(prefix), work, { isExclusive: false });
    return {
      storage: await open(),
      openAgain: open,
      async traces() {
        const folder = join(server.bucketFolder, prefix);
        const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
        const objects = entries
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
        return [...objects, ...(await readdir(work))].sort();
      },
      [Symbol.asyncDispose]: () => rm(work, { recursive: true, force: true }),
    };
  }

  describe('the storage in a bucket', () => testContract(openBench));

  it('is separate from others in the same bucket with another prefix', async () => {
    const [a, b] = [(await openBench()).storage, (await openBench()).storage];
    await a.put('images/a.jpg', text('a'));
    expect(await b.has('images/a.jpg')).toBe(false);
    expect(await collect(b.keys())).toEqual([]);
  });

  it('may use a whole bucket', async () => {
    const storage = await openOther('');
    await storage.put('images/whole.jpg', text('a'));
    expect(await collect(storage.keys('images'))).toEqual(['images/whole.jpg']);
    expect(storage.location).toBe('s3://driftscape');
  });

  it('removes old multipart uploads that were never completed', async () => {
    const client = new S3Client({ forcePathStyle: true });
    const target = { Bucket: server.bucket, Key: 'parts/animations/v.mp4' };
    await client.send(new CreateMultipartUploadCommand(target));
    const storage = await openOther('parts');
    expect(await storage.removeUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(1);
    expect(await storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
    expect(await storage.has('animations/v.mp4')).toBe(false);
  });

  it('restarts a multipart upload after the server has died, and keeps the old file until it is complete', async () => {
    await using other = await S3Server.start();
    using _env = other.useHere();
    const storage = await openOther('broken');
    await storage.put('animations/v.mp4', text('old'));
    await using folder = await storage.createWorkFolder();
    const bytes = randomBytes(40 * 2 ** 20);
    const path = await folder.write('video', bytes);
    const parts = join(other.bucketFolder, '.sgwtmp/multipart');
    const partsThere = async () => (await readdir(parts, { recursive: true }).catch(() => [])).length;
    const taking = storage.take('animations/v.mp4', path);
    await vi.waitUntil(async () => (await partsThere()) > 2, { timeout: 10_000, interval: 5 });
    await other.down();
    await other.up();
    const kept = await readAll(storage, 'animations/v.mp4');
    expect([3, bytes.length]).toContain(kept.length);
    expect((await taking).sizeBytes).toBe(bytes.length);
    expect((await readAll(storage, 'animations/v.mp4')).equals(bytes)).toBe(true);
    await storage.removeUnfinished(new Date(Date.now() + 60_000));
    expect(await storage.removeUnfinished(new Date(Date.now() + 60_000))).toBe(0);
  });

  describe('that is unavailable', () => {
    it('reports that for everything, and is unchanged afterwards', async () => {
      await using other = await S3Server.start();
      using _env = other.useHere();
      const storage = await openOther('away');
      await storage.put('images/a.jpg', text('hello'));
      await storage.check();
      await other.down();
      for (const attempt of [
        () => storage.check(),
        () => storage.describe('images/a.jpg'),
        () => storage.has('images/a.jpg'),
        () => storage.open('images/a.jpg'),
        () => storage.put('images/b.jpg', text('x')),
        () => storage.remove('images/a.jpg'),
        () => collect(storage.keys()),
        () => storage.removeUnfinished(new Date()),
      ]) {
        await expect(attempt()).rejects.toThrow(StorageUnavailable);
      }
      await other.up();
      await storage.check();
      expect((await readAll(storage, 'images/a.jpg')).toString()).toBe('hello');
    });

    it('retries reading and writing if it is back soon', async () => {
      await using other = await S3Server.start();
      using _env = other.useHere();
      const storage = await openOther('soon');
      await storage.put('images/a.jpg', text('hello'));
      await using folder = await storage.createWorkFolder();
      const path = await folder.write('video', text('frames'));
      await other.down();
      const [taking, fetching] = [storage.take('animations/v.mp4', path), storage.localFile('images/a.jpg')];
      await other.up();
      expect(await taking).toMatchObject({ sizeBytes: 6 });
      await using file = await fetching;
      expect(await readFile(file.path, 'utf8')).toBe('hello');
    });

    it.each([
      ['does not know the key', { AWS_SECRET_ACCESS_KEY: 'wrong' }, 'driftscape', 'SignatureDoesNotMatch'],
      ['has no such bucket', {}, 'nothing-here', 'NoSuchBucket'],
    ])('reports what is wrong if the server %s', async (_what, env, bucket, words) => {
      const before = { ...process.env };
      Object.assign(process.env, env);
      const storage = await S3Storage.open(settingsOf('x', { bucket }), work, { isExclusive: false });
      await expect(storage.check()).rejects.toThrow(StorageUnavailable);
      await expect(storage.check()).rejects.toThrow(words);
      await expect(storage.describe('a/b.jpg')).rejects.toThrow(StorageUnavailable);
      Object.assign(process.env, before);
    });
  });

  describe('its direct URLs', () => {
    it('let anybody download a file, with the given headers', async () => {
      const storage = await openOther('direct', { downloads: 'redirect' });
      await storage.put('animations/v.mp4', text('0123456789'));
      const headers = {
        contentType: 'video/mp4',
        contentDisposition: 'inline; filename="lake.mp4"',
        cacheControl: 'private, max-age=31536000, immutable',
      };
      const url = (await storage.direct.forFetching?.('animations/v.mp4', headers)) ?? '';
      expect(await storage.direct.forFetching?.('animations/v.mp4', headers)).toBe(url);
      const whole = await fetch(url);
      expect(await whole.text()).toBe('0123456789');
      expect(whole.headers.get('content-type')).toBe('video/mp4');
      expect(whole.headers.get('content-disposition')).toBe(headers.contentDisposition);
      expect(whole.headers.get('cache-control')).toBe(headers.cacheControl);
      const part = await fetch(url, { headers: { range: 'bytes=2-4' } });
      expect([part.status, await part.text()]).toEqual([206, '234']);
      expect((await fetch(url.replace('v.mp4', 'w.mp4'))).status).toBe(403);
      expect(storage.direct.forSending).toBeUndefined();
    });

    it('accept one file of exactly the announced size', async () => {
      const storage = await openOther('direct', { uploads: 'direct' });
      const expiresAt = new Date(Date.now() + 60_000);
      const url = (await storage.direct.forSending?.('waiting/a', 5, expiresAt)) ?? '';
      const send = (body: string) =>
        fetch(url, { method: 'PUT', body, headers: { 'content-type': 'image/jpeg' } });
      expect((await send('much too long')).status).toBe(403);
      expect(await storage.has('waiting/a')).toBe(false);
      expect((await send('hello')).status).toBe(200);
      expect((await readAll(storage, 'waiting/a')).toString()).toBe('hello');
      expect(storage.direct.forFetching).toBeUndefined();
    });

    it('use the endpoint that clients can reach', async () => {
      const publicUrl = 'https://files.example.org';
      const storage = await openOther('direct', { downloads: 'redirect', publicUrl });
      const headers = { contentType: 'a/b', contentDisposition: 'inline', cacheControl: 'no-store' };
      const url = await storage.direct.forFetching?.('animations/v.mp4', headers);
      expect(url).toMatch(/^https:\/\/files\.example\.org\/driftscape\/direct\/animations\/v\.mp4\?/);
    });
  });
});
