import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { animation, fileTypeBox, landscape, pngPromising } from '../photo/pictures.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
  });

  afterAll(() => bench[Symbol.asyncDispose]());

  describe('uploading a photo', () => {
    it('stores it and returns its properties', async () => {
      const bytes = await landscape().jpeg().toBuffer();
      const { image } = await bench.upload(bytes, 'C:\\photos\\lake at dawn.jpg');
      expect(image).toMatchObject({
        name: 'lake at dawn.jpg',
        contentType: 'image/jpeg',
        widthPixels: 320,
        heightPixels: 180,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        url: expect.stringMatching(/^https:\/\/example\.org\/files\/images\/[\w-]+\.jpg$/),
      });
      expect(Date.parse(image.createdAt)).toBeGreaterThan(Date.now() - 60_000);
      const key = image.url.split('/files/')[1];
      const { stream } = await bench.driftscape.storage.open(key);
      expect(Buffer.concat(await stream.toArray())).toEqual(bytes);
    });

    const faults: [string, string, () => Promise<Uint8Array> | Uint8Array][] = [
      ['no picture', 'InvalidImageError', () => Buffer.from('Dear Sir or Madam')],
      ['empty', 'InvalidImageError', () => new Uint8Array()],
      [
        'truncated',
        'InvalidImageError',
        async () => {
          const bytes = await landscape().jpeg().toBuffer();
          return bytes.subarray(0, bytes.length / 2);
        },
      ],
      ['a HEIC picture', 'UnsupportedImageError', () => fileTypeBox('heic', ['mif1', 'heic'])],
      ['an animated GIF', 'UnsupportedImageError', async () => (await animation()).gif().toBuffer()],
      ['of too many pixels', 'ImageTooLargeError', () => pngPromising(20_000, 20_000)],
      ['of too many bytes', 'ImageTooLargeError', () => new Uint8Array(1_000_001)],
    ];

    it.each(faults)('rejects one that is %s and leaves nothing behind', async (_fault, type, make) => {
      const keys = await bench.storedKeys();
      const rows = await bench.driftscape.prisma.image.count();
      const answer = await bench.upload(await make());
      expect(answer).toMatchObject({ __typename: type, path: ['input', 'file'] });
      expect(answer.message).toMatch(/^Expected /);
      expect(await bench.storedKeys()).toEqual(keys);
      expect(await bench.driftscape.prisma.image.count()).toBe(rows);
    });

    it('reports when there is no space for it', async () => {
      const full = new UserError('STORAGE_FULL', 'The disk is full; free some space', { isRetryable: true });
      vi.spyOn(bench.driftscape.images, 'ingest').mockRejectedValueOnce(full);
      expect(await bench.upload(new Uint8Array(1))).toEqual({
        __typename: 'StorageFullError',
        code: 'STORAGE_FULL',
        message: 'The disk is full; free some space',
        path: [],
      });
    });

    it('requires a file as the schema says', async () => {
      const query = 'mutation ($file: Upload!) { uploadImage(input: { file: $file }) { __typename } }';
      for (const file of ['photo.jpg', { name: 'photo.jpg' }, null]) {
        const { errors } = await bench.run(query, { file });
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      }
    });
  });

  describe('stored photos', () => {
    let ids: string[];

    beforeAll(async () => {
      ids = [];
      for (const name of ['a', 'b', 'c']) ids.push(await bench.addImage(`${name}.jpg`));
    });

    it('are listed newest first, page by page', async () => {
      const query = `query ($after: String) {
        images(first: 2, after: $after) { nodes { id } edges { cursor node { name } } pageInfo { hasNextPage endCursor } }
      }`;
      const { images: first } = await bench.ask(query);
      expect(first.nodes.map((node: { id: string }) => node.id)).toEqual([ids[2], ids[1]]);
      expect(first.edges[0].node.name).toBe('c.jpg');
      expect(first.pageInfo).toEqual({ hasNextPage: true, endCursor: first.edges[1].cursor });
      const { images: second } = await bench.ask(query, { after: first.pageInfo.endCursor });
      expect(second.nodes[0].id).toBe(ids[0]);
    });

    it('have at most 100 per page', async () => {
      const { images } = await bench.ask('{ images(first: 1000) { nodes { id } } }');
      expect(images.nodes.length).toBeGreaterThanOrEqual(3);
      const { errors } = await bench.run('{ images(first: -1) { nodes { id } } }');
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    });

    it('are found by their id, alone and among others', async () => {
      const { image, node, nodes } = await bench.ask(
        `query ($id: ID!, $ids: [ID!]!) {
          image(id: $id) { name }
          node(id: $id) { __typename id ... on Image { name } }
          nodes(ids: $ids) { id }
        }`,
        { id: ids[0], ids: [ids[1], ids[0]] },
      );
      expect(image).toEqual({ name: 'a.jpg' });
      expect(node).toEqual({ __typename: 'Image', id: ids[0], name: 'a.jpg' });
      expect(nodes).toEqual([{ id: ids[1] }, { id: ids[0] }]);
    });

    it('are null for unknown ids', async () => {
      const missing = Buffer.from('Image:01890a5d-ac96-774b-bcce-b302099a8057').toString('base64url');
      const animationId = await bench.addAnimation(ids[0]);
      for (const id of [missing, animationId, '', 'x', Buffer.from('Image:\0').toString('base64')]) {
        expect(await bench.ask('query ($id: ID!) { image(id: $id) { id } }', { id })).toEqual({
          image: null,
        });
      }
      for (const id of [missing, '', 'x', Buffer.from('Image:\0').toString('base64')]) {
        expect(await bench.ask('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
      }
      expect(
        await bench.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['x', ids[0]] }),
      ).toEqual({
        nodes: [null, { id: ids[0] }],
      });
    });

    it('list their animations', async () => {
      const [older, newer] = [await bench.addAnimation(ids[1]), await bench.addAnimation(ids[1])];
      const { image } = await bench.ask(
        'query ($id: ID!) { image(id: $id) { animations(first: 5) { nodes { id image { id } } } } }',
        { id: ids[1] },
      );
      expect(image.animations.nodes).toEqual([
        { id: newer, image: { id: ids[1] } },
        { id: older, image: { id: ids[1] } },
      ]);
    });
  });
});
