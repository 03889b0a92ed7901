import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const error = '... on UserError { code message path }';
const inUse = '... on ImageInUseError { animationCount image { id animations { nodes { id } } } }';

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
  });
  afterEach(() => bench.clearQueue());
  afterAll(() => bench[Symbol.asyncDispose]());

  async function deleteAnimation(animationId: string) {
    const query = `mutation ($input: DeleteAnimationInput!) {
      deleteAnimation(input: $input) { __typename ... on DeleteAnimationSuccess { deletedId } ${error} }
    }`;
    return (await bench.ask(query, { input: { animationId } })).deleteAnimation;
  }

  async function deleteImage(imageId: string, withAnimations?: boolean) {
    const query = `mutation ($input: DeleteImageInput!) {
      deleteImage(input: $input) { __typename ... on DeleteImageSuccess { deletedId deletedAnimationIds } ${error} ${inUse} }
    }`;
    return (await bench.ask(query, { input: { imageId, withAnimations } })).deleteImage;
  }

  async function rendered(imageId: string, settings = {}): Promise<string> {
    return (await bench.render(imageId, settings)).id;
  }

  const exists = async (id: string) =>
    (await bench.ask('query ($id: ID!) { node(id: $id) { id } }', { id })).node !== null;

  describe('deleting an animation', () => {
    it('removes it and its files', async () => {
      const imageId = await bench.addImage();
      const keys = await bench.storedKeys();
      const id = await rendered(imageId);
      expect((await bench.storedKeys()).length).toBe(keys.length + 2);
      expect(await deleteAnimation(id)).toEqual({ __typename: 'DeleteAnimationSuccess', deletedId: id });
      expect(await exists(id)).toBe(false);
      expect((await bench.storedKeys()).sort()).toEqual(keys.sort());
      expect(await deleteAnimation(id)).toMatchObject({ __typename: 'NotFoundError' });
    });

    it('keeps files that another animation shares until that is deleted, too', async () => {
      const imageId = await bench.addImage();
      const keys = await bench.storedKeys();
      const first = await rendered(imageId, { speed: 0.21 });
      const { animation: twin } = await bench.create(imageId, { speed: 0.21 }, { reuse: true });
      expect(twin.isReused).toBe(true);
      await deleteAnimation(first);
      expect((await bench.storedKeys()).length).toBe(keys.length + 2);
      await deleteAnimation(twin.id);
      expect((await bench.storedKeys()).sort()).toEqual(keys.sort());
    });

    it('is rejected until it has ended', async () => {
      const imageId = await bench.addImage();
      const running = await bench.addAnimation(imageId);
      await bench.nextJob();
      const queued = await bench.addAnimation(imageId);
      for (const id of [running, queued]) {
        expect(await deleteAnimation(id)).toMatchObject({
          __typename: 'NotEndedError',
          path: ['input', 'animationId'],
        });
        expect(await exists(id)).toBe(true);
      }
    });
  });

  describe('deleting an image', () => {
    it('removes it and its file', async () => {
      const keys = await bench.storedKeys();
      const id = await bench.addImage();
      expect(await deleteImage(id)).toEqual({
        __typename: 'DeleteImageSuccess',
        deletedId: id,
        deletedAnimationIds: [],
      });
      expect(await exists(id)).toBe(false);
      expect((await bench.storedKeys()).sort()).toEqual(keys.sort());
    });

    it('lists what depends on it, and deletes that too on request', async () => {
      const keys = await bench.storedKeys();
      const id = await bench.addImage();
      const animation = await rendered(id);
      expect(await deleteImage(id)).toMatchObject({
        __typename: 'ImageInUseError',
        code: 'IMAGE_IN_USE',
        animationCount: 1,
        image: { id, animations: { nodes: [{ id: animation }] } },
      });
      expect(await exists(animation)).toBe(true);
      expect(await deleteImage(id, true)).toMatchObject({
        deletedId: id,
        deletedAnimationIds: [animation],
      });
      expect([await exists(id), await exists(animation)]).toEqual([false, false]);
      expect((await bench.storedKeys()).sort()).toEqual(keys.sort());
    });

    it('can be prepared: dependent objects are counted and listed', async () => {
      const [used, free] = [await bench.addImage(), await bench.addImage()];
      const done = await rendered(used);
      const waiting = await bench.addAnimation(used);
      const query = `query ($id: ID!, $filter: AnimationFilter) {
        image(id: $id) { animationCount animations(filter: $filter) { nodes { id } } }
      }`;
      const ask = async (id: string, filter?: object) => (await bench.ask(query, { id, filter })).image;
      expect(await ask(free)).toEqual({ animationCount: 0, animations: { nodes: [] } });
      expect(await ask(used)).toEqual({
        animationCount: 2,
        animations: { nodes: [{ id: waiting }, { id: done }] },
      });
      // These keep it from being deleted along with its animations.
      const open = await ask(used, { status: ['QUEUED', 'RUNNING'] });
      expect(open.animations.nodes).toEqual([{ id: waiting }]);
    });

    it('deletes nothing while one of its animations has not ended', async () => {
      const id = await bench.addImage();
      const done = await rendered(id);
      await bench.addAnimation(id);
      expect(await deleteImage(id, true)).toMatchObject({ __typename: 'NotEndedError' });
      expect([await exists(id), await exists(done)]).toEqual([true, true]);
    });
  });

  it('renames an image', async () => {
    const imageId = await bench.addImage('a.jpg');
    const query = `mutation ($input: RenameImageInput!) {
      renameImage(input: $input) { __typename ... on RenameImageSuccess { image { name } } ${error} }
    }`;
    const rename = async (id: string) =>
      (await bench.ask(query, { input: { imageId: id, name: 'lake/dawn.jpg' } })).renameImage;
    expect((await rename(imageId)).image).toEqual({ name: 'dawn.jpg' });
    expect(await rename('x')).toMatchObject({ __typename: 'NotFoundError', path: ['input', 'imageId'] });
  });
});
