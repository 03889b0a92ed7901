import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { maxOwnPresets } from '../../src/presets/own-presets.ts';
import { code } from '../inference/test-bundle.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench, clipLight, clipMotion, pictureLook } from './bench.ts';

const fields = 'latentPreset { id name kind label codes isBuiltIn bundle }';
const error = '... on UserError { code message path }';

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
  });
  afterEach(() => bench.clearQueue());
  afterAll(() => bench[Symbol.asyncDispose]());

  async function call(mutation: string, input: object) {
    const name = `${mutation[0].toUpperCase()}${mutation.slice(1)}`;
    const success = mutation.startsWith('delete') ? 'deletedId' : fields;
    const query = `mutation ($input: ${name}Input!) {
      ${mutation}(input: $input) { __typename ... on ${name}Success { ${success} } ${error} }
    }`;
    return (await bench.ask(query, { input }))[mutation];
  }

  const make = async (name: string, kind: string, ...codes: number[][]) =>
    (await call('createLatentPreset', { name, kind, codes })).latentPreset;

  async function builtIn() {
    const list = await bench.ask('{ latentPresets(first: 100) { nodes { id name isBuiltIn } } }');
    return list.latentPresets.nodes.find((preset: { isBuiltIn: boolean }) => preset.isBuiltIn);
  }

  describe('a custom preset', () => {
    it('is created from numbers and used by name', async () => {
      expect(await make('my-wind', 'MOTION', code(0.5))).toMatchObject({
        name: 'my-wind',
        kind: 'MOTION',
        label: 'my-wind',
        codes: [code(0.5)],
        isBuiltIn: false,
        bundle: 'test@1.0.0',
      });
      const { animation } = await bench.create(await bench.addImage(), { motion: { preset: 'my-wind' } });
      expect(animation.settings.motion.code).toEqual(code(0.5));
    });

    it('is created from the light of a picture, and gives it to others', async () => {
      const imageId = await bench.addImage();
      const input = { name: 'my-evening', kind: 'APPEARANCE', imageId };
      const made = await call('createLatentPreset', input);
      expect(made.latentPreset).toMatchObject({ kind: 'APPEARANCE', codes: [pictureLook.code] });
      const { latentPresets } = await bench.ask(
        '{ latentPresets(first: 100) { nodes { name look { sky { mean } land { mean covariance heights } } } } }',
      );
      const stored = latentPresets.nodes.find(({ name }: { name: string }) => name === 'my-evening');
      expect(stored.look).toEqual({ sky: null, land: { ...pictureLook.look.land, heights: null } });
      await bench.create(imageId, { appearance: { preset: 'my-evening' } });
      const { request } = await bench.nextJob();
      expect(request.settings.appearance).toMatchObject({
        moments: [{ name: 'my-evening', look: pictureLook.look }],
      });
    });

    it('is created from codes or from a picture, never from both or neither, and a picture gives no motion', async () => {
      const imageId = await bench.addImage();
      const input = { name: 'no-light', kind: 'APPEARANCE' };
      for (const wrong of [input, { ...input, codes: [code(1)], imageId }])
        expect(await call('createLatentPreset', wrong)).toMatchObject({
          code: 'INVALID_INPUT',
          path: ['input'],
        });
      expect(await call('createLatentPreset', { ...input, kind: 'MOTION', imageId })).toMatchObject({
        code: 'INVALID_INPUT',
        path: ['input', 'kind'],
      });
      const missing = Buffer.from('Image:01890a5d-ac96-774b-bcce-b302099a8057').toString('base64url');
      expect(await call('createLatentPreset', { ...input, imageId: missing })).toMatchObject({
        code: 'NOT_FOUND',
        path: ['input', 'imageId'],
      });
    });

    it('is created from the light of several pictures, which a video passes through', async () => {
      const imageId = await bench.addImage();
      const pictures = [0.3, 0.7, 1].map((at) => ({ imageId, at }));
      const input = { name: 'that-evening-long', kind: 'APPEARANCE', pictures };
      const { latentPreset } = await call('createLatentPreset', input);
      expect(latentPreset.codes).toEqual(Array(3).fill(pictureLook.code));
      const id = await bench.addAnimation(imageId, { appearance: { preset: 'that-evening-long' } });
      const query =
        'query ($id: ID!) { animation(id: $id) { light settings { appearance { light { moments { preset at } } } } } }';
      const { animation } = await bench.ask(query, { id });
      expect(animation).toEqual({
        light: null,
        settings: {
          appearance: { light: { moments: pictures.map(({ at }) => ({ preset: 'that-evening-long', at })) } },
        },
      });
      const held = { light: { moments: [{ preset: 'that-evening-long' }], course: 'HELD' } };
      expect(await bench.create(imageId, { appearance: held })).toMatchObject({
        code: 'UNKNOWN_PRESET',
        message: expect.stringContaining('changes over time'),
      });
    });

    it.each([
      ['a single picture', [{}]],
      ['times that fall', [{ at: 0.5 }, { at: 0.2 }]],
      ['times for some alone', [{ at: 0.5 }, {}]],
      ['times beyond the end', [{ at: 0.5 }, { at: 2 }]],
    ])('of several pictures is not created from %s', async (_, moments) => {
      const imageId = await bench.addImage();
      const pictures = moments.map((moment) => ({ imageId, ...moment }));
      const input = { name: 'no-evening', kind: 'APPEARANCE', pictures };
      const refusal = { code: 'INVALID_INPUT', path: ['input', 'pictures'] };
      expect(await call('createLatentPreset', input)).toMatchObject(refusal);
    });

    it('is created from the motion of a clip, and has its speed unless another is requested', async () => {
      const { latentPreset } = await bench.sendClip({ name: 'like-that-sea', kind: 'MOTION' });
      expect(latentPreset).toMatchObject({
        kind: 'MOTION',
        codes: [clipMotion.code],
        speed: clipMotion.speed,
      });
      const imageId = await bench.addImage();
      const motion = { preset: 'like-that-sea' };
      for (const [settings, speed] of [
        [{ motion }, 0.6],
        [{ motion, fps: 60 }, 0.3],
        [{ motion, fps: 15 }, 1],
        [{ motion, speed: 0.1 }, 0.1],
      ] as const) {
        const id = await bench.addAnimation(imageId, settings);
        const query = 'query ($id: ID!) { animation(id: $id) { settings { speed motion { code } } } }';
        const { animation } = await bench.ask(query, { id });
        expect(animation.settings).toEqual({ speed, motion: { code: clipMotion.code } });
      }
    });

    it('is created from the light of a clip, and changes like it', async () => {
      const { latentPreset } = await bench.sendClip({ name: 'that-day', kind: 'APPEARANCE' });
      expect(latentPreset).toMatchObject({ kind: 'APPEARANCE', codes: clipLight.codes, speed: null });
      const imageId = await bench.addImage();
      const id = await bench.addAnimation(imageId, { appearance: { preset: 'that-day' } });
      const query =
        'query ($id: ID!) { animation(id: $id) { settings { appearance { light { moments { at } } } } } }';
      const { animation } = await bench.ask(query, { id });
      expect(animation.settings.appearance.light.moments).toEqual([{ at: 0 }, { at: 1 }]);
    });

    it('keeps no file of a clip', async () => {
      const before = await bench.filesKept();
      await bench.sendClip({ name: 'like-those-clouds', kind: 'MOTION' });
      expect(await bench.filesKept()).toEqual(before);
    });

    it('blends looks like codes', async () => {
      const sources = ['sunset', 'blue-hour'].map((preset) => ({ preset, weight: 1 }));
      expect((await call('blendLatentPresets', { name: 'late', sources })).latentPreset.codes).toEqual([]);
      const { latentPresets } = await bench.ask(
        '{ latentPresets(first: 100) { nodes { name look { land { mean } } } } }',
      );
      const lightness = (wanted: string) =>
        latentPresets.nodes.find(({ name }: { name: string }) => name === wanted).look.land.mean[0];
      expect(lightness('late')).toBeCloseTo((lightness('sunset') + lightness('blue-hour')) / 2, 6);
      const mixed = { name: 'mixed', sources: [sources[0], { preset: 'test-light', weight: 1 }] };
      await make('test-light', 'APPEARANCE', code(1));
      expect(await call('blendLatentPresets', mixed)).toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('all have codes, or all have looks'),
      });
    });

    it('has no numbers that networks cannot handle, and neither has an animation', async () => {
      for (const number of [1e300, -20.5]) {
        const input = { name: 'far', kind: 'MOTION', codes: [code(0, number)] };
        expect(await call('createLatentPreset', input)).toMatchObject({
          code: 'INVALID_INPUT',
          path: ['input', 'codes', '0', '1'],
        });
        const motion = { code: code(number) };
        const answer = await bench.create(await bench.addImage(), { motion });
        expect(answer).toMatchObject({
          code: 'INVALID_SETTINGS',
          path: ['input', 'settings', 'motion', 'code', '0'],
        });
      }
    });

    it('stored with such numbers by an older version is rejected when used', async () => {
      const { prisma } = bench.driftscape;
      const old = { kind: 'MOTION' as const, label: 'old', codes: [code(1e300)], bundle: 'test@1.0.0' };
      await prisma.latentPreset.create({ data: { name: 'far-out', ...old } });
      const answer = await bench.create(await bench.addImage(), { motion: { preset: 'far-out' } });
      expect(answer).toMatchObject({ code: 'UNKNOWN_PRESET' });
      await prisma.latentPreset.deleteMany({ where: { name: 'far-out' } });
    });

    it('is rejected beyond the limit, also for concurrent requests', async () => {
      const { prisma } = bench.driftscape;
      const count = maxOwnPresets - (await prisma.latentPreset.count({ where: { isBuiltIn: false } })) - 1;
      const old = { kind: 'MOTION' as const, label: 'old', codes: [code()], bundle: 'test@1.0.0' };
      const data = Array.from({ length: count }, (_, i) => ({ name: `filler-${i}`, ...old }));
      await prisma.latentPreset.createMany({ data });
      const inputs = ['a', 'b', 'c'].map((end) => ({ name: `last-${end}`, kind: 'MOTION', codes: [code()] }));
      const answers = await Promise.all(inputs.map((input) => call('createLatentPreset', input)));
      expect(answers.filter(({ code }) => code === 'INVALID_INPUT')).toHaveLength(2);
      await prisma.latentPreset.deleteMany({
        where: { OR: [{ name: { startsWith: 'filler-' } }, { name: { startsWith: 'last-' } }] },
      });
    });

    it('can be changed in part, without affecting earlier animations', async () => {
      const { id } = await make('my-dusk', 'APPEARANCE', code(1), code(2));
      const image = await bench.addImage();
      const animationId = await bench.addAnimation(image, { appearance: { preset: 'my-dusk' } });
      const { latentPreset } = await call('updateLatentPreset', { presetId: id, codes: [code(3)] });
      expect(latentPreset).toMatchObject({ id, name: 'my-dusk', codes: [code(3)] });
      const query = 'query ($id: ID!) { animation(id: $id) { settings { appearance { codes } } } }';
      const { animation } = await bench.ask(query, { id: animationId });
      expect(animation.settings.appearance.codes).toEqual([code(1), code(2)]);
    });

    it('cannot be used after it was deleted', async () => {
      const { id } = await make('short-lived', 'MOTION', code());
      expect(await call('deleteLatentPreset', { presetId: id })).toMatchObject({ deletedId: id });
      expect(await call('deleteLatentPreset', { presetId: id })).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'presetId'],
      });
    });

    it('has a unique name', async () => {
      await make('taken', 'MOTION', code());
      const other = await make('other', 'MOTION', code());
      const taken = { __typename: 'NameTakenError', path: ['input', 'name'] };
      const again = { name: 'taken', kind: 'MOTION', codes: [code()] };
      expect(await call('createLatentPreset', again)).toMatchObject(taken);
      expect(await call('updateLatentPreset', { presetId: other.id, name: 'taken' })).toMatchObject(taken);
    });

    it.each([
      [{ name: 'Not kebab' }, 'name'],
      [{ name: 'none' }, 'name'],
      [{ name: 'x'.repeat(65) }, 'name'],
      [{ label: ' ' }, 'label'],
      [{ codes: [[1, 2, 3]] }, 'codes'],
      [{ codes: [] }, 'codes'],
      [{ codes: [code(), code()] }, 'codes'],
    ])('is rejected with %j', async (fault, place) => {
      const input = { name: 'fine', kind: 'MOTION', codes: [code()], ...fault };
      const answer = await call('createLatentPreset', input);
      expect(answer.__typename).toBe('InvalidInputError');
      expect(answer.path.slice(0, 2)).toEqual(['input', place]);
    });
  });

  it('cannot change or delete a preset of the bundle', async () => {
    const { id } = await builtIn();
    const refusal = { __typename: 'BuiltInPresetError', path: ['input', 'presetId'] };
    expect(await call('updateLatentPreset', { presetId: id, label: 'Mine' })).toMatchObject(refusal);
    expect(await call('deleteLatentPreset', { presetId: id })).toMatchObject(refusal);
  });

  describe('a blend', () => {
    it('is the weighted mean of its parts', async () => {
      await make('half-a', 'MOTION', code(1, 0));
      await make('half-b', 'MOTION', code(0, 2));
      const sources = [
        { preset: 'half-a', weight: 3 },
        { preset: 'half-b', weight: 1 },
      ];
      const { latentPreset } = await call('blendLatentPresets', { name: 'blended', sources });
      const [blended] = latentPreset.codes;
      const [a, b] = [code(1, 0), code(0, 2)];
      for (const [i, value] of blended.entries()) expect(value).toBeCloseTo(0.75 * a[i] + 0.25 * b[i], 9);
    });

    it.each([
      ['no parts', []],
      ['no weight', [{ preset: 'part', weight: 0 }]],
      ['a negative weight', [{ preset: 'part', weight: -1 }]],
      [
        'parts of two kinds',
        [
          { preset: 'part', weight: 1 },
          { preset: 'evening', weight: 1 },
        ],
      ],
    ])('is rejected with %s', async (_, sources) => {
      await make('part', 'MOTION', code());
      await make('evening', 'APPEARANCE', code());
      expect(await call('blendLatentPresets', { name: 'blend', sources })).toMatchObject({
        __typename: 'InvalidInputError',
        path: ['input', 'sources'],
      });
    });

    it('reports unknown parts', async () => {
      const sources = [{ preset: 'nonesuch', weight: 1 }];
      expect(await call('blendLatentPresets', { name: 'blend', sources })).toMatchObject({
        __typename: 'UnknownPresetError',
        path: ['input', 'sources', '0', 'preset'],
      });
    });
  });
});
