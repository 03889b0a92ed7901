import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { landscape } from '../photo/pictures.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
    imageId = await bench.addImage();
  });
  afterEach(() => bench.clearQueue());
  afterAll(() => bench[Symbol.asyncDispose]());

  const countAnimations = () => bench.driftscape.prisma.animation.count();
  const countImages = () => bench.driftscape.prisma.image.count();

  describe('createAnimation with an idempotency key', () => {
    it('creates one animation for repeated requests in any order', async () => {
      const request = fc.record({ key: fc.constantFrom('a', 'b', 'c'), speed: fc.constantFrom(0.1, 0.2) });
      let run = 0;
      const property = async (requests: { key: string; speed: number }[]) => {
        run += 1;
        const first = new Map<string, { id: string; speed: number }>();
        const before = await countAnimations();
        for (const { key, speed } of requests) {
          const answer = await bench.create(imageId, { speed }, { idempotencyKey: `${run} ${key}` });
          const known = first.get(key);
          if (known && known.speed !== speed) {
            expect(answer).toMatchObject({
              __typename: 'IdempotencyConflictError',
              code: 'IDEMPOTENCY_CONFLICT',
              path: ['input', 'idempotencyKey'],
              existingId: known.id,
            });
          } else {
            expect(answer.animation.id).toBe(known?.id ?? answer.animation.id);
            first.set(key, { id: answer.animation.id, speed });
          }
        }
        expect((await countAnimations()) - before).toBe(first.size);
      };
      await fc.assert(fc.asyncProperty(fc.array(request, { maxLength: 8 }), property), { numRuns: 15 });
    });

    it('creates one animation for concurrent requests', async () => {
      const before = await countAnimations();
      const same = () => bench.create(imageId, { speed: 0.3 }, { idempotencyKey: 'at once' });
      const answers = await Promise.all(Array.from({ length: 10 }, same));
      expect(new Set(answers.map(({ animation }) => animation.id)).size).toBe(1);
      expect(await countAnimations()).toBe(before + 1);
    });

    it('treats settings in another order, and null for omitted ones, as equal', async () => {
      const key = { idempotencyKey: 'order' };
      const { animation } = await bench.create(imageId, { speed: 0.3, fps: 25 }, key);
      const again = await bench.create(imageId, { fps: 25, loop: null, speed: 0.3 }, key);
      expect(again.animation.id).toBe(animation.id);
    });

    it('answers a repeated request even if its preset was deleted', async () => {
      const { prisma } = bench.driftscape;
      const preset = { name: 'short-lived', kind: 'MOTION' as const, label: 'Short', bundle: 'test@1.0.0' };
      await prisma.latentPreset.create({ data: { ...preset, codes: [[1, 0, 0, 0, 0, 0, 0, 0]] } });
      const same = () =>
        bench.create(imageId, { motion: { preset: preset.name } }, { idempotencyKey: 'gone' });
      const { animation } = await same();
      await prisma.latentPreset.deleteMany({ where: { name: preset.name } });
      expect((await same()).animation.id).toBe(animation.id);
    });

    it('leaves the key unused when the request was rejected', async () => {
      const key = { idempotencyKey: 'refused' };
      expect(await bench.create(imageId, { speed: 2 }, key)).toMatchObject({ code: 'INVALID_SETTINGS' });
      expect((await bench.create(imageId, { speed: 0.5 }, key)).animation.status).toBe('QUEUED');
    });

    it.each(['', 'é', 'a\nb', 'x'.repeat(256)])('rejects the key %j', async (idempotencyKey) => {
      expect(await bench.create(imageId, {}, { idempotencyKey })).toMatchObject({
        __typename: 'InvalidInputError',
        path: ['input', 'idempotencyKey'],
      });
    });
  });

  describe('uploadImage with an idempotency key', () => {
    let photo: Uint8Array;
    let other: Uint8Array;
    beforeAll(async () => {
      photo = await landscape().jpeg().toBuffer();
      other = await landscape().png().toBuffer();
    });

    it('stores a photo once', async () => {
      const { image } = await bench.upload(photo, 'a.jpg', 'one');
      const [count, keys] = [await countImages(), await bench.storedKeys()];
      expect((await bench.upload(photo, 'a.jpg', 'one')).image).toEqual(image);
      expect([await countImages(), await bench.storedKeys()]).toEqual([count, keys]);
    });

    it('stores a photo once for concurrent requests', async () => {
      const [count, keys] = [await countImages(), await bench.storedKeys()];
      const same = () => bench.upload(photo, 'a.jpg', 'many');
      const answers = await Promise.all(Array.from({ length: 5 }, same));
      expect(new Set(answers.map(({ image }) => image.id)).size).toBe(1);
      expect(await countImages()).toBe(count + 1);
      expect((await bench.storedKeys()).length).toBe(keys.length + 1);
    });

    it('rejects another photo with the id of the first', async () => {
      const { image } = await bench.upload(photo, 'a.jpg', 'two');
      const keys = await bench.storedKeys();
      expect(await bench.upload(other, 'a.jpg', 'two')).toMatchObject({
        __typename: 'IdempotencyConflictError',
        path: ['input', 'idempotencyKey'],
        existingId: image.id,
      });
      expect(await bench.storedKeys()).toEqual(keys);
    });

    it('stores a photo again for each request without a key', async () => {
      const ids = [await bench.upload(photo), await bench.upload(photo)].map(({ image }) => image.id);
      expect(new Set(ids).size).toBe(2);
    });
  });
});
