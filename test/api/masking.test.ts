import { describe, expect, it } from 'vitest';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

describe('an unexpected error', () => {
  it('is reported as the id of the request, with details only in the log', async () => {
    await using bench = await ApiBench.open(openEmbeddedTestDatabase);
    await bench.driftscape.prisma.$executeRaw`ALTER TABLE "LatentPreset" RENAME TO "Elsewhere"`;
    const { data, errors } = await bench.run('{ __typename latentPresets { nodes { id } } }');
    const [error] = errors ?? [];
    expect(data).toBeNull();
    expect(error).toMatchObject({ path: ['latentPresets'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(Object.keys(error.extensions)).toEqual(['code', 'requestId']);
    expect(error.message).not.toMatch(/table|LatentPreset|prisma/i);
    const lines = bench.logged.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ requestId: error.extensions.requestId, path: ['latentPresets'] }]);
    expect(lines[0].err.message).toContain('LatentPreset');
  });
});
