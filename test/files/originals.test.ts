import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landscape } from '../photo/pictures.ts';
import { FileBench, video } from './file-bench.ts';

let bench: FileBench;
let original: Buffer;
let address: string;

const secret = 'Aunt May, 51.5 N';

beforeAll(async () => {
  bench = await FileBench.open();
  original = await landscape()
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Artist: secret }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg()
    .toBuffer();
  const image = await bench.driftscape.images.ingest({ name: 'Fjørd 峡湾.JPG', bytes: original });
  address = bench.file(image.storageKey);
});

afterAll(() => bench[Symbol.asyncDispose]());

const get = (query: string, init: RequestInit & { key?: string }) => bench.fetch(`${address}${query}`, init);

describe('a photo', () => {
  it('is served without its location, with the same look, for keys that may read or write', async () => {
    expect(original.includes(secret)).toBe(true);
    for (const key of [bench.keys.read, bench.keys.write]) {
      const response = await get('', { key });
      expect(response.status).toBe(200);
      const bytes = Buffer.from(await response.bytes());
      expect(response.headers.get('content-length')).toBe(String(bytes.length));
      expect(bytes.includes(secret)).toBe(false);
      expect(await sharp(bytes).autoOrient().raw().toBuffer()).toEqual(
        await sharp(original).autoOrient().raw().toBuffer(),
      );
    }
  });

  it('is served unchanged only for keys that may write', async () => {
    expect((await get('?original', { key: bench.keys.read })).status).toBe(403);
    expect((await get('?original', {})).status).toBe(401);
    const whole = await get('?original', { key: bench.keys.write });
    expect(Buffer.from(await whole.bytes())).toEqual(original);
    const plain = await get('', { key: bench.keys.write });
    expect(plain.headers.get('etag')).not.toBe(whole.headers.get('etag'));
  });

  it('is served in ranges of its cleaned file', async () => {
    const key = bench.keys.read;
    const whole = Buffer.from(await (await get('', { key })).bytes());
    for (const [start, end] of [
      [0, 0],
      [0, 99],
      [1, 60],
      [30, whole.length - 1],
    ]) {
      const part = await get('', { key, headers: { range: `bytes=${start}-${end}` } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end}/${whole.length}`);
      expect(Buffer.from(await part.bytes())).toEqual(whole.subarray(start, end + 1));
    }
    const beyond = await get('', { key, headers: { range: `bytes=${whole.length}-` } });
    expect(beyond.status).toBe(416);
  });

  it('is offered for download under its own name', async () => {
    const { headers } = await get('', { key: bench.keys.read });
    const name = `filename="Fj_rd __.JPG"; filename*=UTF-8''Fj%C3%B8rd%20%E5%B3%A1%E6%B9%BE.JPG`;
    expect(headers.get('content-disposition')).toBe(`inline; ${name}`);
    const saved = await get('?download', { key: bench.keys.read });
    expect(saved.headers.get('content-disposition')).toBe(`attachment; ${name}`);
  });

  it('has both URLs in the API, the original only for keys that may write', async () => {
    const list = '{ images(first: 1) { nodes { url originalUrl } } }';
    const { images } = await bench.ask(list);
    expect(images.nodes[0]).toEqual({
      url: `${bench.server.url}${address}`,
      originalUrl: `${bench.server.url}${address}?original`,
    });
    await expect(bench.ask(list, {}, bench.keys.read)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('an output', () => {
  it('is named after its photo', async () => {
    const { videoKey, posterKey } = await bench.addAnimation('Überfahrt.2024.jpeg');
    const nameOf = async (key: string) =>
      (await bench.fetch(bench.file(key), { key: bench.keys.read })).headers.get('content-disposition');
    expect(await nameOf(videoKey)).toBe(
      `inline; filename="Uberfahrt.2024-1920x1080.mp4"; filename*=UTF-8''%C3%9Cberfahrt.2024-1920x1080.mp4`,
    );
    expect(await nameOf(posterKey)).toMatch(/filename="Uberfahrt.2024-poster-1920x1080.jpg"/);
  });

  it('has a name of its own beside one that differs in quality alone', async () => {
    const { id, videoKey } = await bench.addAnimation();
    const { prisma, storage } = bench.driftscape;
    const small = videoKey.replace('video', 'small');
    await storage.put(small, video);
    const { id: _, ...first } = await prisma.output.findFirstOrThrow({ where: { storageKey: videoKey } });
    await prisma.output.create({ data: { ...first, position: 2, storageKey: small } });
    const outputs = [
      { format: 'mp4-h264' },
      { format: 'jpeg' },
      { format: 'mp4-h264', quality: 40, effort: 'small' },
    ];
    await prisma.animation.update({ where: { id }, data: { settings: { outputs } } });
    const nameOf = async (key: string) =>
      (await bench.fetch(bench.file(key), { key: bench.keys.read })).headers.get('content-disposition');
    expect(await nameOf(videoKey)).toBe('inline; filename="fjord-1920x1080.mp4"');
    expect(await nameOf(small)).toBe('inline; filename="fjord-1920x1080-q40-small.mp4"');
  });

  it('has the same HEAD response for the whole file and for a range', async () => {
    const { videoKey } = await bench.addAnimation();
    const init = { key: bench.keys.read, method: 'HEAD', headers: { range: 'bytes=0-9' } };
    const response = await bench.fetch(bench.file(videoKey), init);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('5000');
  });
});
