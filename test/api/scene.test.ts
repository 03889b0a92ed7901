import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const scene = `query ($id: ID!) {
  image(id: $id) {
    scene {
      widthPixels heightPixels horizon
      regions { region areaShare maskUrl previewUrl degrees speedPercent }
      lights { at { x y } radius }
    }
  }
}`;

let bench: ApiBench;
let readKey: string;
let writeKey: string;

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys', DRAFTS_PER_MINUTE: '20' });
  const { keys } = bench.driftscape.access;
  readKey = (await keys.create({ name: 'reader', scope: 'read' })).secret;
  writeKey = (await keys.create({ name: 'writer', scope: 'write' })).secret;
  bench.key = writeKey;
});

afterAll(() => bench[Symbol.asyncDispose]());

async function scenesOf(imageId: string): Promise<string[]> {
  const keys: string[] = [];
  const folder = `scenes/${requireRowId('Image', imageId)}`;
  for await (const key of bench.driftscape.storage.keys(folder)) keys.push(key);
  return keys.map((key) => key.slice(key.lastIndexOf('/') + 1)).toSorted();
}

/** Asks for a scene that is found for it. */
async function find(id: string) {
  const asked = bench.ask(scene, { id });
  await bench.draftEngine.findScene();
  return (await asked).image.scene;
}

describe('the scene of a photo', () => {
  it('is detected once, and then kept with the photo', async () => {
    const id = await bench.addImage();
    const found = await find(id);
    expect(found).toMatchObject({
      widthPixels: 320,
      heightPixels: 180,
      horizon: 0.5,
      regions: [
        { region: 'SKY', areaShare: 0.4, degrees: 180, speedPercent: 1.5 },
        { region: 'LAND', degrees: null, speedPercent: null },
      ],
      lights: [{ at: { x: 0.5, y: 0.25 }, radius: 0.1 }],
    });
    expect(await bench.ask(scene, { id })).toEqual({ image: { scene: found } });
    expect(bench.draftEngine.hasTask).toBe(false);
    const [{ maskUrl }] = found.regions;
    expect(maskUrl).toMatch(/^https:\/\/example\.org\/files\/scenes\/[-\w]+\/\w+\/sky\.png$/);
    const { stream } = await bench.driftscape.storage.open(maskUrl.split('/files/')[1]);
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('sky.png');
  });

  it('is detected once for concurrent requests', async () => {
    const id = await bench.addImage();
    const asked = [1, 2, 3].map(() => bench.ask(scene, { id }));
    await bench.draftEngine.findScene();
    const [first, ...others] = await Promise.all(asked);
    expect(others).toEqual([first, first]);
    expect(bench.draftEngine.hasTask).toBe(false);
  });

  it('has pictures for everyone who may read the photo', async () => {
    const id = await bench.addImage();
    const key = (await find(id)).regions[0].previewUrl.split('/files/')[1];
    const { access } = bench.driftscape;
    const foreign = (await access.keys.create({ name: 'x', scope: 'admin', project: 'others' })).secret;
    const callerOf = (secret: string) => access.authentication.authenticate(secret, 'here');
    expect(await access.mayFetch(await callerOf(readKey), key)).toBe(true);
    await expect(access.mayFetch(await callerOf(foreign), key)).rejects.toThrow('no file');
  });

  it('is deleted with the photo', async () => {
    const id = await bench.addImage();
    await find(id);
    expect(await scenesOf(id)).toEqual(['land.jpg', 'land.png', 'scene.json', 'sky.jpg', 'sky.png']);
    const remove = `mutation ($id: ID!) { deleteImage(input: { imageId: $id }) { __typename } }`;
    expect(await bench.ask(remove, { id })).toEqual({ deleteImage: { __typename: 'DeleteImageSuccess' } });
    expect(await scenesOf(id)).toEqual([]);
  });

  it('is not kept if the photo is deleted during detection', async () => {
    const id = await bench.addImage();
    const asked = bench.run(scene, { id });
    const task = await bench.draftEngine.next('scene');
    await bench.driftscape.removal.deleteImage(requireRowId('Image', id), { withAnimations: false });
    task.finish({ widthPixels: 320, heightPixels: 180, horizon: null, regions: [], lights: [] });
    expect((await asked).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await scenesOf(id)).toEqual([]);
  });

  it('can be requested again after its process crashed', async () => {
    const id = await bench.addImage();
    const asked = bench.run(scene, { id });
    const task = await bench.draftEngine.next('scene');
    task.fail(new UserError('ENGINE_CRASHED', 'The process ended; try again', { isRetryable: true }));
    expect((await asked).errors).toMatchObject([{ extensions: { code: 'ENGINE_CRASHED' } }]);
    expect((await find(id)).regions).toHaveLength(2);
  });

  it('counts against the budget of drafts only if it must be detected', async () => {
    const [known, unknown] = [await bench.addImage(), await bench.addImage()];
    await find(known);
    const { access } = bench.driftscape;
    const caller = await access.authentication.authenticate(readKey, 'here');
    for (let i = 0; i < 20; i++) await access.rateLimits.countDraft(caller);
    bench.key = readKey;
    expect((await bench.ask(scene, { id: known })).image.scene.regions).toHaveLength(2);
    const { errors } = await bench.run(scene, { id: unknown });
    bench.key = writeKey;
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });

  it('cannot be requested for many photos at once', async () => {
    const { errors } = await bench.run('{ images(first: 20) { nodes { scene { horizon } } } }');
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY', measure: 'complexity' } }]);
  });
});
