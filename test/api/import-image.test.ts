import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebServer, type WebServer } from '../net/web-server.ts';
import { landscape } from '../photo/pictures.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const importImage = `mutation ($input: ImportImageInput!) {
  importImage(input: $input) {
    __typename
    ... on ImportImageSuccess { image { id name contentType widthPixels heightPixels sizeBytes } }
    ... on UserError { code message path }
    ... on IdempotencyConflictError { existingId }
  }
}`;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let server: WebServer;
  let photo: Uint8Array;
  let requests = 0;

  beforeAll(async () => {
    photo = await landscape().jpeg().toBuffer();
    server = await startWebServer(answer);
    bench = await ApiBench.open(openTestDatabase, { FETCH_ALLOW: '127.0.0.1' });
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  function answer({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    requests++;
    if (url.startsWith('/page')) response.end('<html>Dear Sir or Madam</html>');
    else if (url === '/announced-large') response.writeHead(200, { 'content-length': '1000001' }).write('a');
    else if (url === '/secretly-large') {
      const write = () => {
        while (!response.destroyed) if (!response.write(Buffer.alloc(65_536))) return;
      };
      response.on('drain', write);
      write();
    } else if (url === '/half.jpg') {
      response.writeHead(200, { 'content-length': String(photo.length) });
      response.write(photo.subarray(0, photo.length / 2), () => response.destroy());
    } else if (url === '/missing') response.writeHead(404).end();
    else response.end(photo);
  }

  async function run(path: string, more: object = {}) {
    const url = path.startsWith('/') ? `${server.url}${path}` : path;
    return (await bench.ask(importImage, { input: { url, ...more } })).importImage;
  }

  describe('importing a photo', () => {
    it('fetches it and stores it under its name there', async () => {
      const { __typename, image } = await run('/photos/lake%20at%20dawn.jpg?width=2000');
      expect(__typename).toBe('ImportImageSuccess');
      expect(image).toMatchObject({
        name: 'lake at dawn.jpg',
        contentType: 'image/jpeg',
        widthPixels: 320,
        heightPixels: 180,
        sizeBytes: photo.length,
      });
    });

    it('lets the client choose a name', async () => {
      expect((await run('/', { name: '../dawn.jpg' })).image.name).toBe('dawn.jpg');
      expect((await run('/')).image.name).toBe('photo');
    });

    it('fetches it once per idempotency key', async () => {
      const key = { idempotencyKey: 'lake-1' };
      const { image } = await run('/lake.jpg', key);
      const before = requests;
      expect(await run('/lake.jpg', key)).toMatchObject({ image: { id: image.id } });
      expect(await run('/other.jpg', key)).toMatchObject({
        __typename: 'IdempotencyConflictError',
        existingId: image.id,
        path: ['input', 'idempotencyKey'],
      });
      expect(requests).toBe(before);
      const ids = await Promise.all(
        [1, 2, 3].map(async () => (await run('/b.jpg', { idempotencyKey: 'b' })).image.id),
      );
      expect(new Set(ids).size).toBe(1);
    });

    it.each([
      ['/page.html', 'InvalidImageError', 'INVALID_IMAGE'],
      ['/half.jpg', 'FetchFailedError', 'FETCH_FAILED'],
      ['/missing', 'FetchFailedError', 'FETCH_FAILED'],
      ['/announced-large', 'ImageTooLargeError', 'IMAGE_TOO_LARGE'],
      ['/secretly-large', 'ImageTooLargeError', 'IMAGE_TOO_LARGE'],
      ['http://127.0.0.2/photo.jpg', 'InvalidUrlError', 'INVALID_URL'],
      ['http://169.254.169.254/photo.jpg', 'InvalidUrlError', 'INVALID_URL'],
      ['photo.jpg', 'InvalidUrlError', 'INVALID_URL'],
    ])('rejects %s and leaves nothing behind', async (path, type, code) => {
      const keys = await bench.storedKeys();
      const rows = await bench.driftscape.prisma.image.count();
      const answer = await run(path);
      expect(answer).toMatchObject({ __typename: type, code, path: ['input', 'url'] });
      expect(answer.message).toMatch(/^Expected /);
      expect(await bench.storedKeys()).toEqual(keys);
      expect(await bench.driftscape.prisma.image.count()).toBe(rows);
    });
  });
});
