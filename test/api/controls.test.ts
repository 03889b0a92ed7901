import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { landscape } from '../photo/pictures.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

/** All that users can say by hand, with places of every kind. */
const square = [
  { x: 0.25, y: 0.25 },
  { x: 0.75, y: 0.25 },
  { x: 0.75, y: 0.75 },
];
const controls = {
  regions: [
    { area: { region: 'SKY' }, motion: { degrees: 180 }, speedPercent: 2, feather: 0.01 },
    { area: { polygons: [square] }, as: 'WATER', motion: { kind: 'RIPPLES' }, strength: 2 },
    {
      area: {
        strokes: [
          { points: square, radius: 0.05 },
          { points: square.slice(1), radius: 0.1, erase: true },
        ],
      },
      motion: { arrows: [{ points: square.slice(0, 2), speedPercent: 3 }, { points: square }] },
      periodSeconds: 4,
    },
    { area: { region: 'LAND' }, motion: { code: [1, 0, 0, 0, 0, 0, 0, 0] } },
  ],
  freeze: [{ area: { polygons: [square] }, feather: 0 }],
  anchors: [{ x: 0.5, y: 0.5 }],
  camera: { zoom: 1.1, towards: { x: 0.25, y: 0.5 } },
  speedPercent: 1.5,
};

const area = 'area { region mask polygons strokes { points radius erase } }';
const settingsOf = `query ($id: ID!) {
  animation(id: $id) {
    settings {
      speed speedPercent
      regions {
        ${area} feather as motion { kind code degrees arrows { points speedPercent } } speedPercent strength periodSeconds
      }
      freeze { ${area} feather } anchors { x y } camera { zoom towards { x y } }
    }
  }
}`;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
    imageId = await bench.addImage();
  });

  afterEach(() => bench.clearQueue());
  afterAll(() => bench[Symbol.asyncDispose]());

  // biome-ignore lint/suspicious/noExplicitAny: what is read depends on the test.
  async function read(id: string): Promise<any> {
    return (await bench.ask(settingsOf, { id })).animation.settings;
  }

  async function remove(id: string, more: object = {}) {
    const query = `mutation ($input: DeleteImageInput!) {
      deleteImage(input: $input) {
        __typename
        ... on DeleteImageSuccess { deletedAnimationIds }
        ... on ImageInUseError { animationCount }
      }
    }`;
    return (await bench.ask(query, { input: { imageId: id, ...more } })).deleteImage;
  }

  async function addMask(brightness = 1): Promise<string> {
    const picture = landscape().linear(brightness).greyscale().png();
    return (await bench.upload(await picture.toBuffer(), 'mask.png')).image.id;
  }

  describe('the user’s controls', () => {
    it('are returned as they were given, with defaults filled in', async () => {
      const settings = await read(await bench.addAnimation(imageId, controls));
      expect(settings).toMatchObject(controls);
      expect(settings.regions[3]).toEqual({
        area: { region: 'LAND', mask: null, polygons: null, strokes: null },
        feather: 0.004,
        as: null,
        motion: { kind: null, code: [1, 0, 0, 0, 0, 0, 0, 0], degrees: null, arrows: null },
        speedPercent: null,
        strength: null,
        periodSeconds: null,
      });
    });

    it('are null if not given', async () => {
      const none = { regions: null, freeze: null, anchors: null, camera: null, speedPercent: null };
      expect(await read(await bench.addAnimation(imageId))).toMatchObject(none);
      // Clients may send null for what they leave out, however deep.
      const camera = { zoom: 1.2, towards: null };
      const region = { area: { region: 'SKY' }, motion: null, as: null, feather: null };
      const settings = await read(await bench.addAnimation(imageId, { ...none, camera, regions: [region] }));
      expect(settings).toMatchObject({ ...none, regions: [{}], camera: { towards: { x: 0.5, y: 0.5 } } });
    });

    it('reach the engine in its own terms, with presets as codes', async () => {
      const { latentPresets } = await bench.ask(
        '{ latentPresets(first: 1, filter: { kind: MOTION }) { nodes { name codes } } }',
      );
      const [{ name, codes }] = latentPresets.nodes;
      const regions = [{ area: { region: 'WATER' }, motion: { preset: name } }];
      await bench.addAnimation(imageId, { regions });
      const job = await bench.nextJob();
      expect(job.request.settings.regions).toMatchObject([{ motion: { code: codes[0] } }]);
      expect(job.request.pictures).toBeUndefined();
    });

    const long = Array.from({ length: 513 }, (_, i) => ({ x: i / 513, y: 0.5 }));
    const faults: [string, object, (string | number)[]][] = [
      ['a point out of the picture', { anchors: [{ x: 0.5, y: 1.5 }] }, ['anchors', 0, 'y']],
      [
        'a polygon of two points',
        { regions: [controls.regions[0], { area: { polygons: [square.slice(1)] } }] },
        ['regions', 1, 'area', 'polygons', 0],
      ],
      [
        'an arrow that goes nowhere',
        { regions: [{ area: { region: 'SKY' }, motion: { arrows: [{ points: [square[0], square[0]] }] } }] },
        ['regions', 0, 'motion', 'arrows', 0],
      ],
      [
        'a line of too many points',
        { freeze: [{ area: { strokes: [{ points: long, radius: 0.1 }] } }] },
        ['freeze', 0, 'area', 'strokes', 0, 'points'],
      ],
      [
        'a code of another length',
        { regions: [{ area: { region: 'SKY' }, motion: { code: [1] } }] },
        ['regions', 0, 'motion', 'code'],
      ],
      ['a camera that goes away', { camera: { zoom: 0.9 } }, ['camera', 'zoom']],
      ['too many regions', { regions: Array(17).fill(controls.regions[0]) }, ['regions']],
    ];

    it.each(faults)('are rejected for %s, with the path in the error', async (_fault, settings, path) => {
      expect(await bench.create(imageId, settings)).toMatchObject({
        __typename: 'InvalidSettingsError',
        path: ['input', 'settings', ...path.map(String)],
      });
    });

    it('are rejected for an unknown preset', async () => {
      const regions = [controls.regions[0], { area: { region: 'SKY' }, motion: { preset: 'no such' } }];
      expect(await bench.create(imageId, { regions })).toMatchObject({
        __typename: 'UnknownPresetError',
        path: ['input', 'settings', 'regions', '1', 'motion', 'preset'],
      });
    });

    it('are rejected for NaN before anything is done', async () => {
      const query = `mutation { createAnimation(input: { imageId: "x", settings: { anchors: [{ x: NaN, y: 0 }] } }) { __typename } }`;
      const { errors } = await bench.run(query);
      expect(errors).toMatchObject([{ extensions: { code: expect.stringMatching(/FAILED|BAD/) } }]);
    });

    it('accept as many points as documented', async () => {
      const points = long.slice(1);
      const strokes = Array.from({ length: 39 }, () => ({ points, radius: 0.01 }));
      const id = await bench.addAnimation(imageId, { freeze: [{ area: { strokes } }] });
      expect((await read(id)).freeze[0].area.strokes).toHaveLength(39);
    });
  });

  describe('a mask', () => {
    it('is an uploaded picture, which the engine gets as a file', async () => {
      const mask = await addMask();
      const regions = [{ area: { mask }, motion: { kind: 'STILL' } }];
      const freeze = [{ area: { mask } }];
      const id = await bench.addAnimation(imageId, { regions, freeze });
      const job = await bench.nextJob();
      const { sha256, storageKey } = await bench.driftscape.prisma.image.findUniqueOrThrow({
        where: { id: requireRowId('Image', mask) },
      });
      const file = await bench.driftscape.storage.localFile(storageKey);
      expect(job.request.pictures).toEqual({ [sha256]: file.path });
      expect(job.request.settings.regions?.[0].area).toEqual({ mask: sha256 });
      const settings = await read(id);
      expect([settings.regions[0].area.mask, settings.freeze[0].area.mask]).toEqual([mask, mask]);
    });

    it.each(['nonsense', Buffer.from('Image:018f0000-0000-7000-8000-000000000000').toString('base64url')])(
      'that does not exist (%s) gives a typed error with its path',
      async (mask) => {
        const regions = [controls.regions[0], { area: { mask } }];
        expect(await bench.create(imageId, { regions })).toMatchObject({
          __typename: 'NotFoundError',
          path: ['input', 'settings', 'regions', '1', 'area', 'mask'],
        });
      },
    );

    it('of another photo is rejected before anything is queued', async () => {
      const wide = await landscape().resize(240, 80, { fit: 'fill' }).png().toBuffer();
      const mask = (await bench.upload(wide, 'wide.png')).image.id;
      const regions = [controls.regions[0], { area: { mask } }];
      expect(await bench.create(imageId, { regions })).toMatchObject({
        __typename: 'InvalidSettingsError',
        path: ['input', 'settings', 'regions', '1', 'area', 'mask'],
        message: expect.stringContaining('240 × 80'),
      });
    });

    it('is deleted only along with the animations that need it', async () => {
      const mask = await addMask(0.9);
      const id = await bench.addAnimation(imageId, { freeze: [{ area: { mask } }] });
      const { image, images } = await bench.ask(
        `query ($id: ID!) {
          image(id: $id) { maskCount animationCount }
          images(filter: { hasAnimations: true }) { nodes { id } }
        }`,
        { id: mask },
      );
      expect(image).toEqual({ maskCount: 1, animationCount: 0 });
      expect(images.nodes).toContainEqual({ id: mask });
      expect(await remove(mask)).toEqual({ __typename: 'ImageInUseError', animationCount: 1 });
      expect(await remove(mask, { withAnimations: true })).toEqual({ __typename: 'NotEndedError' });
      await bench.cancel(id);
      await bench.whenEnded(id);
      expect(await remove(mask)).toEqual({ __typename: 'ImageInUseError', animationCount: 1 });
      expect(await remove(mask, { withAnimations: true })).toEqual({
        __typename: 'DeleteImageSuccess',
        deletedAnimationIds: [id],
      });
      const { image: photo } = await bench.ask('query ($id: ID!) { image(id: $id) { id } }', { id: imageId });
      expect(photo).toEqual({ id: imageId });
    });

    it('is kept for an animation that is retried', async () => {
      const mask = await addMask(0.8);
      const id = await bench.addAnimation(imageId, { freeze: [{ area: { mask } }] });
      await bench.cancel(id);
      await bench.whenEnded(id);
      const retry = `mutation ($id: ID!) {
        retryAnimation(input: { animationId: $id }) {
          ... on RetryAnimationSuccess { animation { settings { freeze { area { mask } } } } }
        }
      }`;
      const { retryAnimation } = await bench.ask(retry, { id });
      expect(retryAnimation.animation.settings.freeze).toEqual([{ area: { mask } }]);
      expect(Object.keys((await bench.nextJob()).request.pictures ?? {})).toHaveLength(1);
    });

    it('is identified by its bytes: the same picture uploaded again finds the same video', async () => {
      const settingsWith = async (shade: number) => ({
        freeze: [{ area: { mask: await addMask(shade) } }],
      });
      const first = await bench.create(imageId, await settingsWith(0.7));
      await (await bench.nextJob()).finish();
      await bench.whenEnded(first.animation.id);
      const again = await bench.create(imageId, await settingsWith(0.7), { reuse: true });
      const other = await bench.create(imageId, await settingsWith(0.6), { reuse: true });
      expect([again.animation.isReused, other.animation.isReused]).toEqual([true, false]);
    });
  });

  it('cannot be read for many animations at once, which would take megabytes', async () => {
    const lines = 'settings { regions { area { polygons strokes { points } } } }';
    const { errors } = await bench.run(`{ animations(first: 20) { nodes { ${lines} } } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY', measure: 'complexity' } }]);
  });
});
