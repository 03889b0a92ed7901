import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

/** Each list, the type of its filter, and how something is put on it. */
const lists = {
  images: ['ImageFilter', (bench: ApiBench) => bench.addImage()],
  animations: ['AnimationFilter', async (bench: ApiBench) => bench.addAnimation(await bench.addImage())],
  latentPresets: [
    'LatentPresetFilter',
    (bench: ApiBench, name: string) =>
      made(
        bench,
        `createLatentPreset(input: { name: "${name}", kind: MOTION, codes: [[1,0,0,0,0,0,0,0]] })`,
        {
          success: 'CreateLatentPresetSuccess { latentPreset { id } }',
        },
      ),
  ],
  apiKeys: [
    'ApiKeyFilter',
    (bench: ApiBench, name: string) =>
      made(bench, `createApiKey(input: { name: "${name}", scope: READ })`, {
        success: 'CreateApiKeySuccess { key { id } }',
      }),
  ],
  webhooks: ['WebhookFilter', addWebhook],
  webhookDeliveries: [
    'WebhookDeliveryFilter',
    async (bench: ApiBench) => {
      const webhookId = await addWebhook(bench);
      return made(bench, `testWebhook(input: { webhookId: "${webhookId}" })`, {
        success: 'TestWebhookSuccess { delivery { id } }',
      });
    },
  ],
} as const;

interface Page {
  nodes: { id: string }[];
  pageInfo: Record<string, string | boolean | null>;
}

function addWebhook(bench: ApiBench): Promise<string> {
  return made(bench, 'createWebhook(input: { url: "http://127.0.0.1:9/hook" })', {
    success: 'CreateWebhookSuccess { webhook { id } }',
  });
}

/** @returns the id of what a mutation made */
async function made(bench: ApiBench, mutation: string, { success }: { success: string }): Promise<string> {
  const data = await bench.ask(`mutation { ${mutation} { ... on ${success} } }`);
  const [, id] = /"id":"([^"]+)"/.exec(JSON.stringify(data)) ?? [];
  if (!id) throw new Error(`Made nothing: ${JSON.stringify(data)}`);
  return id;
}

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase, { FETCH_ALLOW: '127.0.0.1' });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  type List = keyof typeof lists;

  async function idsOn(list: List, filter: object = {}): Promise<string[]> {
    const query = `query ($filter: ${lists[list][0]}) { ${list}(first: 100, filter: $filter) { nodes { id } } }`;
    return (await bench.ask(query, { filter }))[list].nodes.map((node: { id: string }) => node.id);
  }

  describe.each(Object.keys(lists) as List[])('the list of %s', (list) => {
    it('has pages, forwards and backwards, without gaps or duplicates', async () => {
      const [, add] = lists[list];
      for (const name of ['a', 'b', 'c']) await add(bench, `${list.toLowerCase()}-${name}`);
      const all = await idsOn(list);
      expect(all.length).toBeGreaterThanOrEqual(3);
      for (const [size, cursor, more, edge] of [
        ['first', 'after', 'hasNextPage', 'endCursor'],
        ['last', 'before', 'hasPreviousPage', 'startCursor'],
      ]) {
        const query = `query ($at: String) {
          ${list}(${size}: 2, ${cursor}: $at) { nodes { id } pageInfo { ${more} ${edge} } }
        }`;
        const pages: string[][] = [];
        for (let at: string | null = null, isMore = true; isMore; ) {
          const { nodes, pageInfo }: Page = (await bench.ask(query, { at }))[list];
          pages.push(nodes.map((node) => node.id));
          at = String(pageInfo[edge]);
          isMore = Boolean(pageInfo[more]);
        }
        expect((size === 'first' ? pages : pages.reverse()).flat()).toEqual(all);
      }
    });

    it('can be filtered by date: the start is included, the end is not', async () => {
      const [, add] = lists[list];
      const id = await add(bench, `${list.toLowerCase()}-dated`);
      const type = id && (await bench.ask(`{ node(id: "${id}") { __typename } }`)).node.__typename;
      const { createdAt } = (await bench.ask(`{ node(id: "${id}") { ... on ${type} { createdAt } } }`)).node;
      const later = new Date(Date.parse(createdAt) + 1).toISOString();
      expect(await idsOn(list, { createdAfter: createdAt, createdBefore: later })).toContain(id);
      expect(await idsOn(list, { createdAfter: later })).not.toContain(id);
      expect(await idsOn(list, { createdBefore: createdAt })).not.toContain(id);
    });
  });

  it('filters images by whether anything depends on them', async () => {
    const [used, free] = [await bench.addImage(), await bench.addImage()];
    await bench.addAnimation(used);
    const [yes, no] = [
      await idsOn('images', { hasAnimations: true }),
      await idsOn('images', { hasAnimations: false }),
    ];
    expect([yes.includes(used), yes.includes(free)]).toEqual([true, false]);
    expect([no.includes(used), no.includes(free)]).toEqual([false, true]);
  });

  it('filters presets by origin', async () => {
    const own = await lists.latentPresets[1](bench, 'mine');
    expect(await idsOn('latentPresets', { isBuiltIn: false, kind: 'MOTION' })).toContain(own);
    expect(await idsOn('latentPresets', { isBuiltIn: false, kind: 'APPEARANCE' })).not.toContain(own);
    const builtIn = await idsOn('latentPresets', { isBuiltIn: true });
    expect(builtIn.length).toBeGreaterThan(0);
    expect(builtIn).not.toContain(own);
  });

  it('filters API keys by whether they were revoked', async () => {
    const id = await lists.apiKeys[1](bench, 'passing');
    expect(await idsOn('apiKeys', { isRevoked: false })).toContain(id);
    await bench.ask(`mutation { revokeApiKey(input: { keyId: "${id}" }) { __typename } }`);
    expect(await idsOn('apiKeys', { isRevoked: false })).not.toContain(id);
    expect(await idsOn('apiKeys', { isRevoked: true })).toContain(id);
  });

  it('filters webhooks by whether they are enabled, and deliveries by status', async () => {
    const id = await addWebhook(bench);
    const delivery = await made(bench, `testWebhook(input: { webhookId: "${id}" })`, {
      success: 'TestWebhookSuccess { delivery { id } }',
    });
    const query = `query ($id: ID!, $status: [WebhookDeliveryStatus!]) {
      node(id: $id) { ... on Webhook { deliveries(filter: { status: $status }) { nodes { id } } } }
    }`;
    const deliveries = async (status: string[]) =>
      (await bench.ask(query, { id, status })).node.deliveries.nodes;
    expect(await deliveries(['PENDING', 'FAILED'])).toEqual([{ id: delivery }]);
    expect(await deliveries(['SUCCEEDED'])).toEqual([]);
    expect(await idsOn('webhooks', { isEnabled: true })).toContain(id);
    const change = `mutation { updateWebhook(input: { webhookId: "${id}", isEnabled: false }) { __typename } }`;
    await bench.ask(change);
    expect(await idsOn('webhooks', { isEnabled: true })).not.toContain(id);
    expect(await idsOn('webhooks', { isEnabled: false })).toContain(id);
  });
});
