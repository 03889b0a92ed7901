import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

let bench: ApiBench;
/** Secrets of administrators: of the first project, and of two others. */
const keys = { first: '', red: '', blue: '' };
let own: { image: string; animation: string; preset: string; webhook: string; key: string };

const createKey = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { ... on CreateApiKeySuccess { secret key { id project { name } } } }
}`;

async function as<T>(key: string, work: () => Promise<T>): Promise<T> {
  bench.key = key;
  return work();
}

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys', FETCH_ALLOW: 'hooks.test' });
  ({ secret: keys.first } = await bench.driftscape.access.keys.create({ name: 'root', scope: 'admin' }));
  for (const project of ['red', 'blue'] as const) {
    const input = { name: project, scope: 'ADMIN', project };
    const { createApiKey: created } = await as(keys.first, () => bench.ask(createKey, { input }));
    expect(created.key.project.name).toBe(project);
    keys[project] = created.secret;
  }
  bench.key = keys.red;
  const image = await bench.addImage();
  const animation = await bench.addAnimation(image);
  const { createLatentPreset } = await bench.ask(`mutation {
    createLatentPreset(input: { name: "ours", kind: MOTION, codes: [[0, 0, 0, 0, 0, 0, 0, 0]] }) {
      ... on CreateLatentPresetSuccess { latentPreset { id } }
    }
  }`);
  const { createWebhook } = await bench.ask(`mutation {
    createWebhook(input: { url: "http://hooks.test/" }) { ... on CreateWebhookSuccess { webhook { id } } }
  }`);
  const { apiKeys } = await bench.ask('{ apiKeys { nodes { id } } }');
  own = {
    image,
    animation,
    preset: createLatentPreset.latentPreset.id,
    webhook: createWebhook.webhook.id,
    key: apiKeys.nodes[0].id,
  };
});

afterAll(() => bench[Symbol.asyncDispose]());

describe('objects of a project', () => {
  const lists =
    '{ images { nodes { id } } animations { nodes { id } } webhooks { nodes { id } } apiKeys { nodes { id } } latentPresets(filter: { isBuiltIn: false }) { nodes { id } } webhookDeliveries { nodes { id } } }';

  it('are in its lists, and in those of no other', async () => {
    const ours = await as(keys.red, () => bench.ask(lists));
    expect(ours).toMatchObject({
      images: { nodes: [{ id: own.image }] },
      animations: { nodes: [{ id: own.animation }] },
      webhooks: { nodes: [{ id: own.webhook }] },
      apiKeys: { nodes: [{ id: own.key }] },
      latentPresets: { nodes: [{ id: own.preset }] },
    });
    for (const key of [keys.blue, keys.first]) {
      const theirs = await as(key, () => bench.ask(lists));
      for (const list of ['images', 'animations', 'webhooks', 'latentPresets']) {
        expect(theirs[list].nodes).toEqual([]);
      }
    }
  });

  it('are found by id only within the project', async () => {
    const ids = Object.values(own);
    const query =
      'query ($ids: [ID!]!, $image: ID!, $animation: ID!) { nodes(ids: $ids) { id } image(id: $image) { id } animation(id: $animation) { id } }';
    const variables = { ids, ...own };
    const ours = await as(keys.red, () => bench.ask(query, variables));
    expect(ours.nodes.map((node: { id: string }) => node.id)).toEqual(ids);
    const theirs = await as(keys.blue, () => bench.ask(query, variables));
    expect(theirs).toEqual({ nodes: ids.map(() => null), image: null, animation: null });
  });

  it.each([
    ['createAnimation', 'CreateAnimationInput', () => ({ imageId: own.image })],
    ['cancelAnimation', 'CancelAnimationInput', () => ({ animationId: own.animation })],
    ['retryAnimation', 'RetryAnimationInput', () => ({ animationId: own.animation })],
    ['deleteAnimation', 'DeleteAnimationInput', () => ({ animationId: own.animation })],
    ['createAnimationToken', 'CreateAnimationTokenInput', () => ({ animationId: own.animation })],
    ['renameImage', 'RenameImageInput', () => ({ imageId: own.image, name: 'mine' })],
    ['deleteImage', 'DeleteImageInput', () => ({ imageId: own.image, withAnimations: true })],
    ['updateLatentPreset', 'UpdateLatentPresetInput', () => ({ presetId: own.preset, label: 'mine' })],
    ['deleteLatentPreset', 'DeleteLatentPresetInput', () => ({ presetId: own.preset })],
    ['updateWebhook', 'UpdateWebhookInput', () => ({ webhookId: own.webhook, isEnabled: false })],
    ['testWebhook', 'TestWebhookInput', () => ({ webhookId: own.webhook })],
    ['rotateWebhookSecret', 'RotateWebhookSecretInput', () => ({ webhookId: own.webhook })],
    ['deleteWebhook', 'DeleteWebhookInput', () => ({ webhookId: own.webhook })],
    ['revokeApiKey', 'RevokeApiKeyInput', () => ({ keyId: own.key })],
  ])('cannot be changed by others: %s', async (mutation, type, input) => {
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on UserError { code } } }`;
    const answer = await as(keys.blue, () => bench.ask(query, { input: input() }));
    expect(answer[mutation]).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('may have idempotency keys and names that others use', async () => {
    const inRed = await as(keys.red, async () => bench.addImage());
    const again = { idempotencyKey: 'the same' };
    const red = await as(keys.red, () => bench.create(inRed, {}, again));
    const inBlue = await as(keys.blue, async () => bench.addImage());
    const blue = await as(keys.blue, () => bench.create(inBlue, {}, again));
    expect([red, blue].map(({ __typename }) => __typename)).toEqual([
      'CreateAnimationSuccess',
      'CreateAnimationSuccess',
    ]);
    const preset = `mutation { createLatentPreset(input: { name: "ours", kind: MOTION, codes: [[0, 0, 0, 0, 0, 0, 0, 1]] }) { __typename } }`;
    expect(await as(keys.blue, () => bench.ask(preset))).toEqual({
      createLatentPreset: { __typename: 'CreateLatentPresetSuccess' },
    });
  });

  it('give no access to their files, or knowledge of them, to others', async () => {
    const { access, prisma } = bench.driftscape;
    const { storageKey } = await prisma.image.findFirstOrThrow({ where: { project: { name: 'red' } } });
    const mayFetch = async (secret: string) =>
      access.mayFetch(await access.authentication.authenticate(secret, 'here'), storageKey);
    expect(await mayFetch(keys.red)).toBe(true);
    for (const key of [keys.blue, keys.first]) {
      await expect(mayFetch(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('appear in queue events only for the project, at their place among all', async () => {
    const { forProject, prisma, queueFeed } = bench.driftscape;
    const rows = await prisma.animation.findMany({ include: { project: true } });
    const [red, blue] = ['red', 'blue'].map((name) => rows.find(({ project }) => project.name === name));
    if (!red || !blue) throw new Error('Expected animations of both');
    const told = forProject(blue.projectId).animations.events(red.id);
    await expect(told.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const stream = queueFeed.events(blue.projectId);
    const { value: snapshot } = await stream.next();
    expect(snapshot.entries).toEqual([
      { animationId: blue.id, status: 'QUEUED', position: expect.any(Number) },
    ]);
    expect(snapshot.queued + snapshot.running).toBe(rows.length);
    await stream.return?.();
  });
});

describe('administrators', () => {
  it('of the first project see all keys, and create keys for any project', async () => {
    const names = '{ apiKeys { nodes { name project { name } } } }';
    expect((await as(keys.first, () => bench.ask(names))).apiKeys.nodes).toHaveLength(3);
    expect((await as(keys.blue, () => bench.ask(names))).apiKeys.nodes).toEqual([
      { name: 'blue', project: { name: 'blue' } },
    ]);
  });

  it('of other projects create keys for their own, and cannot raise priorities', async () => {
    const input = { name: 'more', scope: 'WRITE' };
    const { createApiKey } = await as(keys.blue, () => bench.ask(createKey, { input }));
    expect(createApiKey.key.project.name).toBe('blue');
    const foreign = { input: { ...input, project: 'red' } };
    const { errors } = await as(keys.blue, () => bench.run(createKey, foreign));
    expect(errors?.[0].extensions.code).toBe('FORBIDDEN');
    const high = 'mutation ($input: CreateAnimationInput!) { createAnimation(input: $input) { __typename } }';
    const wanted = { input: { imageId: own.image, priority: 'HIGH' } };
    const pushed = await as(keys.red, () => bench.run(high, wanted));
    expect(pushed.errors?.[0].extensions.code).toBe('FORBIDDEN');
  });
});
