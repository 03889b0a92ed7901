import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const create = `mutation ($input: CreateAnimationsInput!) {
  createAnimations(input: $input) {
    __typename
    ... on CreateAnimationsSuccess {
      results { animation { id light settings { speed seed } } error { code path } }
    }
    ... on UserError { code message path }
  }
}`;
const read = 'query ($id: ID!) { animation(id: $id) { light companions { light animation { id } } } }';

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
    imageId = await bench.addImage();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const lights = [{ preset: 'as-taken' }, { preset: 'moonlit-night', strength: 0.9 }];
  const ask = async (input: object) => (await bench.ask(create, { input })).createAnimations;
  const companionsOf = async (id: string) => (await bench.ask(read, { id })).animation.companions;

  describe('a photo requested in several lights', () => {
    it('moves the same way in all of them, and each one refers to the others', async () => {
      const settings = { speed: 0.4, seed: 7 };
      const { results } = await ask({ animations: [{ imageId, settings }], lights });
      const [day, night] = results.map(({ animation }: { animation: object }) => animation);
      expect([day, night]).toMatchObject([
        { light: 'as-taken', settings },
        { light: 'moonlit-night', settings },
      ]);
      expect(await companionsOf(day.id)).toEqual([{ light: 'moonlit-night', animation: { id: night.id } }]);
      expect(await companionsOf(night.id)).toEqual([{ light: 'as-taken', animation: { id: day.id } }]);
      const rows = await bench.driftscape.prisma.animation.findMany({ orderBy: { createdAt: 'asc' } });
      const [first, second] = rows.map((row) => ({ ...Object(row.settings), appearance: null }));
      expect(first).toEqual(second);
    });

    it('finds those of other requests, but only those with the same motion', async () => {
      const settings = { speed: 0.31 };
      const night = { light: { moments: [{ preset: 'blue-hour' }], course: 'HELD' } };
      const day = await bench.addAnimation(imageId, settings);
      const other = await bench.addAnimation(imageId, { ...settings, appearance: night });
      await bench.addAnimation(imageId, { speed: 0.32, appearance: night });
      await bench.addAnimation(await bench.addImage(), { fps: 25, ...settings });
      expect(await companionsOf(day)).toEqual([{ light: 'blue-hour', animation: { id: other } }]);
    });

    it('lists the newest of each light that was not canceled', async () => {
      const settings = { speed: 0.33 };
      const night = { light: { moments: [{ preset: 'sunset' }], course: 'HELD' } };
      const day = await bench.addAnimation(imageId, settings);
      await bench.addAnimation(imageId, { ...settings, appearance: night });
      const newest = await bench.addAnimation(imageId, { ...settings, appearance: night });
      const canceled = await bench.addAnimation(imageId, { ...settings, appearance: night });
      await bench.cancel(canceled);
      expect(await companionsOf(day)).toEqual([{ light: 'sunset', animation: { id: newest } }]);
    });

    it('returns the same animations when the request is repeated', async () => {
      const input = { animations: [{ imageId, settings: { speed: 0.34 }, idempotencyKey: 'pair' }], lights };
      const { results } = await ask(input);
      const idsOf = (list: { animation: { id: string } }[]) => list.map(({ animation }) => animation.id);
      expect(new Set(idsOf(results)).size).toBe(2);
      expect(idsOf((await ask(input)).results)).toEqual(idsOf(results));
    });

    it('returns them even if the preset of a light was deleted, and no others', async () => {
      const blend = `mutation ($input: BlendLatentPresetsInput!) {
        blendLatentPresets(input: $input) { ... on BlendLatentPresetsSuccess { latentPreset { id } } }
      }`;
      const sources = ['sunset', 'noon'].map((preset) => ({ preset, weight: 1 }));
      const { blendLatentPresets: made } = await bench.ask(blend, { input: { name: 'passing', sources } });
      const inputWith = (idempotencyKey?: string) => ({
        animations: [{ imageId, settings: { speed: 0.35 }, idempotencyKey }],
        lights: [{ preset: 'as-taken' }, { preset: 'passing' }],
      });
      const { results } = await ask(inputWith('passing'));
      const remove = `mutation ($presetId: ID!) {
        deleteLatentPreset(input: { presetId: $presetId }) { ... on DeleteLatentPresetSuccess { deletedId } }
      }`;
      await bench.ask(remove, { presetId: made.latentPreset.id });
      expect((await ask(inputWith('passing'))).results).toEqual(results);
      const refused = { code: 'UNKNOWN_PRESET', path: ['input', 'lights', '1', 'preset'] };
      expect(await ask(inputWith('another'))).toMatchObject(refused);
      expect(await ask(inputWith())).toMatchObject(refused);
    });

    it('reports what is wrong with one of the animations, with its path', async () => {
      const animations = [{ imageId }, { imageId, settings: { speed: 9 } }];
      const { results } = await ask({ animations, lights });
      const path = ['input', 'animations', '1', 'settings', 'speed'];
      const refused = { animation: null, error: { code: 'INVALID_SETTINGS', path } };
      expect(results.slice(2)).toEqual([refused, refused]);
    });
  });

  it('has no animation whose changing light refers to the others', async () => {
    const appearance = { light: { moments: [{ preset: 'sunset' }] } };
    const id = await bench.addAnimation(imageId, { appearance });
    expect((await bench.ask(read, { id })).animation.light).toBeNull();
  });

  it.each([
    ['INVALID_INPUT', [], ['lights']],
    ['INVALID_INPUT', [{ preset: 'noon' }, { preset: 'noon', strength: 0.5 }], ['lights', '1', 'preset']],
    ['UNKNOWN_PRESET', [{ preset: 'noon' }, { preset: 'gloom' }], ['lights', '1', 'preset']],
    ['INVALID_INPUT', [{ preset: 'noon', strength: 1.5 }], ['lights', '0', 'strength']],
    ['INVALID_INPUT', [{ preset: 'as-taken', strength: 0.5 }], ['lights', '0', 'strength']],
  ])(
    'lights that repeat, are unknown or out of range are rejected with %s, and nothing is created',
    async (code, given, path) => {
      const { prisma } = bench.driftscape;
      const before = await prisma.animation.count();
      const answer = await ask({ animations: [{ imageId }], lights: given });
      expect(answer).toMatchObject({ code, path: ['input', ...path] });
      expect(await prisma.animation.count()).toBe(before);
    },
  );

  it('rejects an appearance together with lights', async () => {
    const animations = [{ imageId }, { imageId, settings: { appearance: { position: 0.5 } } }];
    const path = ['input', 'animations', '1', 'settings', 'appearance'];
    expect(await ask({ animations, lights })).toMatchObject({ code: 'INVALID_INPUT', path });
  });

  it('rejects more videos than a request allows', async () => {
    const animations = Array.from({ length: 26 }, () => ({ imageId }));
    expect(await ask({ animations, lights })).toMatchObject({ code: 'INVALID_INPUT' });
  });
});
