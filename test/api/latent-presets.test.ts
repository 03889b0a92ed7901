import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

interface Preset {
  id: string;
  name: string;
  kind: string;
  codes: number[][];
}

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
  });

  afterAll(() => bench[Symbol.asyncDispose]());

  async function list(filter?: object): Promise<Preset[]> {
    const query = `query ($filter: LatentPresetFilter) {
      latentPresets(first: 100, filter: $filter) { nodes { id name kind label codes isBuiltIn bundle createdAt } }
    }`;
    return (await bench.ask(query, { filter })).latentPresets.nodes;
  }

  describe('the presets of the bundle', () => {
    it('are listed by name, with codes of 8 numbers', async () => {
      const presets = await list();
      expect(presets.length).toBeGreaterThan(1);
      expect(presets.map(({ name }) => name)).toEqual(presets.map(({ name }) => name).toSorted());
      for (const preset of presets) {
        expect(preset).toMatchObject({ isBuiltIn: true, bundle: 'test@1.0.0' });
        for (const code of preset.codes) expect(code).toHaveLength(8);
      }
    });

    it.each(['MOTION', 'APPEARANCE'])('can be filtered by the kind %s', async (kind) => {
      const presets = await list({ kind });
      expect(presets.length).toBeGreaterThan(0);
      expect(new Set(presets.map((preset) => preset.kind))).toEqual(new Set([kind]));
    });

    it('are found by their ids', async () => {
      const [{ id, name }] = await list();
      const { node } = await bench.ask(
        'query ($id: ID!) { node(id: $id) { ... on LatentPreset { name } } }',
        { id },
      );
      expect(node).toEqual({ name });
    });
  });
});
