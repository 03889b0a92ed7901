import { afterAll, beforeAll, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const { version } = packageFile;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it('reports version, load and limits of the server', async () => {
    const imageId = await bench.addImage();
    await bench.addAnimation(imageId);
    await bench.nextJob();
    await bench.addAnimation(imageId);
    const { serverInfo, modelBundles } = await bench.ask(`{
      serverInfo { version device renderer encoder bundle queue { queued running } limits { maxUploadBytes maxPixels maxPageSize maxRenderSeconds maxOutputBytes } }
      modelBundles { bundle name version motionCount checksum }
    }`);
    expect(serverInfo).toEqual({
      version,
      device: 'cpu',
      renderer: 'native',
      encoder: 'x264',
      bundle: 'test@1.0.0',
      queue: { queued: 1, running: 1 },
      limits: {
        maxUploadBytes: 1_000_000,
        maxPixels: 10_000_000,
        maxPageSize: 100,
        maxRenderSeconds: 3600,
        maxOutputBytes: 1_073_741_824,
      },
    });
    const checksum = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(modelBundles).toMatchObject([{ bundle: 'test@1.0.0', name: 'test', version: '1.0.0', checksum }]);
  });

  it('filters lists by date: the start is included, the end is not', async () => {
    const id = await bench.addImage();
    const { image } = await bench.ask('query ($id: ID!) { image(id: $id) { createdAt } }', { id });
    const later = new Date(Date.parse(image.createdAt) + 1).toISOString();
    const query = `query ($filter: ImageFilter, $same: AnimationFilter) {
      images(filter: $filter) { nodes { id } } animations(filter: $same) { nodes { id } }
    }`;
    const list = async (filter: object) =>
      (await bench.ask(query, { filter, same: filter })).images.nodes.map((node: { id: string }) => node.id);
    expect(await list({ createdAfter: image.createdAt, createdBefore: later })).toEqual([id]);
    expect(await list({ createdAfter: later })).toEqual([]);
    expect(await list({ createdBefore: image.createdAt })).not.toContain(id);
  });
});
