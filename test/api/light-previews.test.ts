import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const query = `query ($id: ID!, $presets: [String!]) {
  image(id: $id) { lightPreviews(presets: $presets) { preset dataUri widthPixels heightPixels } }
}`;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let id: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
    id = await bench.addImage();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  describe('a photo in the built-in lights', () => {
    it('is shown in the requested ones', async () => {
      const presets = ['sunset', 'moonlit-night-clear'];
      const { image } = await bench.ask(query, { id, presets });
      expect(image.lightPreviews).toEqual(
        presets.map((preset) => ({
          preset,
          dataUri: `data:image/jpeg;base64,${Buffer.from(preset).toString('base64')}`,
          widthPixels: 192,
          heightPixels: 108,
        })),
      );
    });

    it('is shown once in each light by default', async () => {
      const { image } = await bench.ask(query, { id });
      const presets = image.lightPreviews.map(({ preset }: { preset: string }) => preset);
      expect(presets).toEqual(expect.arrayContaining(['dawn', 'noon', 'sunset', 'blue-hour', 'storm']));
      expect(presets).not.toContain('sunset-sea');
    });

    it('reports an unknown light', async () => {
      const { data, errors } = await bench.run(query, { id, presets: ['gloom'] });
      expect(data.image.lightPreviews).toBeNull();
      expect(errors).toMatchObject([
        { message: expect.stringContaining('"gloom"'), extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    });

    it('is too expensive for many photos at once', async () => {
      const many = '{ images(first: 50) { nodes { lightPreviews { dataUri } } } }';
      const { errors } = await bench.run(many);
      expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COSTLY' } }]);
    });
  });
});
