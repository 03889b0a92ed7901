import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { QueuePlaces } from '../../src/animations/queue/places.ts';
import { encodeGlobalId } from '../../src/resolvers/global-id.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
let bench: ApiBench;

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase);
});
afterAll(() => bench[Symbol.asyncDispose]());

describe('an unknown object', () => {
  it.each([
    ['Image', 'renameImage(input: { imageId: $id, name: "lake" })'],
    ['Image', 'deleteImage(input: { imageId: $id })'],
    ['Image', 'createAnimation(input: { imageId: $id })'],
    ['Animation', 'deleteAnimation(input: { animationId: $id })'],
    ['Animation', 'cancelAnimation(input: { animationId: $id })'],
    ['Animation', 'retryAnimation(input: { animationId: $id })'],
    ['Animation', 'createAnimationToken(input: { animationId: $id })'],
    ['LatentPreset', 'deleteLatentPreset(input: { presetId: $id })'],
    ['ApiKey', 'revokeApiKey(input: { keyId: $id })'],
    ['Webhook', 'deleteWebhook(input: { webhookId: $id })'],
    ['Webhook', 'testWebhook(input: { webhookId: $id })'],
    ['WebhookDelivery', 'redeliverWebhook(input: { deliveryId: $id })'],
  ])('is named in the error by the id that the client sent: %s of %s', async (type, mutation) => {
    const id = encodeGlobalId(type, nobody);
    const data = await bench.ask(
      `mutation ($id: ID!) { ${mutation} { ... on UserError { code message } } }`,
      { id },
    );
    const [{ code, message }] = Object.values(data) as { code: string; message: string }[];
    expect(code).toBe('NOT_FOUND');
    expect(message).toContain(JSON.stringify(id));
    expect(message).not.toContain(nobody);
  });
});

describe('a deleted object', () => {
  const code = '[[0.1, 0, 0, 0, 0, 0, 0, 0]]';
  const made = async (mutation: string): Promise<void> => {
    const [result] = Object.values(await bench.ask(`mutation { ${mutation} { __typename } }`));
    expect(result).toMatchObject({ __typename: expect.stringMatching(/Success$/) });
  };

  it.each([
    ['images', 'Image', 'imageId', async (): Promise<void> => void (await bench.addImage())],
    [
      'latentPresets',
      'LatentPreset',
      'presetId',
      () => made(`createLatentPreset(input: { name: "gone", kind: MOTION, codes: ${code} })`),
    ],
    ['webhooks', 'Webhook', 'webhookId', () => made('createWebhook(input: { url: "https://example.org/" })')],
  ] as const)(
    'has in the error the id that clients know, so that caches find it: %s',
    async (list, type, argument, make) => {
      await make();
      const filter = type === 'LatentPreset' ? '(filter: { isBuiltIn: false })' : '';
      const ids = async (): Promise<string[]> =>
        (await bench.ask(`{ ${list}${filter} { edges { node { id } } } }`))[list].edges.map(
          ({ node }: { node: { id: string } }) => node.id,
        );
      const [id] = await ids();
      const name = `delete${type}`;
      const data: Record<string, unknown> = await bench.ask(
        `mutation { ${name}(input: { ${argument}: "${id}" }) { ... on Delete${type}Success { deletedId } } }`,
      );
      expect(data[name]).toEqual({ deletedId: id });
      expect(await ids()).not.toContain(id);
    },
  );
});

it('gives null for an unknown id in every field', async () => {
  for (const id of ['nonsense', '', encodeGlobalId('Animation', nobody)]) {
    const query = 'query ($id: ID!) { animation(id: $id) { id } image(id: $id) { id } node(id: $id) { id } }';
    expect(await bench.ask(query, { id })).toEqual({ animation: null, image: null, node: null });
  }
});

it('rejects lists requested from both ends', async () => {
  const { errors } = await bench.run('{ images(first: 1, last: 1) { nodes { id } } }');
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(errors?.[0].message).toContain('Expected `first` or `last`, but received both');
});

describe('a number or a time that makes no sense', () => {
  const lists = ['images', 'animations', 'latentPresets', 'apiKeys', 'webhooks', 'webhookDeliveries'];

  it.each(lists)('is rejected in lists of %s', async (list) => {
    for (const args of ['first: -1', 'last: -2147483648', 'after: "nonsense"', 'before: ""']) {
      const { errors } = await bench.run(`{ ${list}(${args}) { nodes { id } } }`);
      expect(errors, args).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  it.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:00',
    '9999-12-31T23:59:59-23:00',
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01',
  ])('is rejected as a time: %s', async (at) => {
    const { errors } = await bench.run(
      'query ($at: DateTime) { images(filter: { createdAfter: $at }) { nodes { id } } }',
      { at },
    );
    expect(errors?.[0].message).toMatch(/Expected a time in ISO 8601.*in the years 1 to 9999/);
    expect(errors?.[0].extensions?.code).toBe('BAD_USER_INPUT');
  });

  it.each(['0001-01-01T00:00:00Z', '2024-02-29T23:59:59.999999999+01:00', '9999-12-31T23:59:59Z'])(
    'accepts the valid time %s',
    async (at) => {
      const query = 'query ($at: DateTime) { images(filter: { createdBefore: $at }) { nodes { id } } }';
      expect((await bench.run(query, { at })).errors).toBeUndefined();
    },
  );
});

it('rejects control characters in the name of a key', async () => {
  for (const field of ['name', 'project']) {
    const input = { name: 'site', scope: 'READ', [field]: 'red \u001b[31m\r\n' };
    const { createApiKey } = await bench.ask(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on UserError { code path message } } }',
      { input: { ...input, [field]: `a${input[field]}b` } },
    );
    expect(createApiKey).toMatchObject({ code: 'INVALID_INPUT', path: ['input', field] });
    expect(createApiKey.message).toContain('without control characters');
  }
});

describe('an announced photo', () => {
  const announce = async (input: object) =>
    (
      await bench.ask(
        `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
          ... on CreateUploadSuccess { upload { headers { name value } } }
          ... on UserError { code path message }
        } }`,
        { input: { sizeBytes: 10, ...input } },
      )
    ).createUpload;

  it.each([
    ['', 'application/octet-stream'],
    [' ', 'application/octet-stream'],
    [' image/jpeg ', 'image/jpeg'],
    ['image/jpg', 'image/jpg'],
    ['image/tiff; application=geotiff', 'image/tiff; application=geotiff'],
  ])('of the type %j is sent as %s', async (contentType, value) => {
    expect(await announce({ contentType })).toEqual({
      upload: { headers: [{ name: 'Content-Type', value }] },
    });
  });

  it.each([
    'image/jpeg\r\nX-Header: 1',
    'image/jpeg\n',
    'image/jpeg; a=\u0007',
    'image/é',
    `image/${'a'.repeat(255)}`,
  ])('with a type that cannot be in a header is rejected: %j', async (contentType) => {
    const refused = await announce({ contentType });
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'contentType'] });
    expect(refused.message).toContain('Expected a media type such as image/jpeg');
  });
});

it('reports an argument that is not a setting as INVALID_INPUT, as documented', async () => {
  const { createApiKey } = await bench.ask(
    'mutation { createApiKey(input: { name: "", scope: READ }) { __typename ... on UserError { code path } } }',
  );
  expect(createApiKey).toEqual({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    path: ['input', 'name'],
  });
  const animationId = await bench.addAnimation(await bench.addImage());
  const { createAnimationToken } = await bench.ask(
    'mutation ($input: CreateAnimationTokenInput!) { createAnimationToken(input: $input) { __typename } }',
    { input: { animationId, lifetimeSeconds: 1 } },
  );
  expect(createAnimationToken).toEqual({ __typename: 'InvalidInputError' });
});

it('returns what was created with a secret under its kind, and also under the deprecated name', async () => {
  const { createApiKey } = await bench.ask(`mutation {
    createApiKey(input: { name: "site", scope: READ }) {
      ... on CreateApiKeySuccess { secret key { id } created { secret key { id } } }
    }
  }`);
  const { created: key, ...named } = createApiKey;
  expect(key).toEqual(named);
  const webhookFields = 'secret webhook { id }';
  const { createWebhook } = await bench.ask(`mutation {
    createWebhook(input: { url: "https://example.org/" }) {
      ... on CreateWebhookSuccess { ${webhookFields} created { ${webhookFields} } }
    }
  }`);
  const { created: webhook, ...new_ } = createWebhook;
  expect(webhook).toEqual(new_);
  const { rotateWebhookSecret } = await bench.ask(
    `mutation ($id: ID!) {
      rotateWebhookSecret(input: { webhookId: $id }) {
        ... on RotateWebhookSecretSuccess { ${webhookFields} rotated { ${webhookFields} } }
      }
    }`,
    { id: new_.webhook.id },
  );
  const { rotated, ...changed } = rotateWebhookSecret;
  expect(rotated).toEqual(changed);
  expect(changed.secret).not.toBe(new_.secret);
});

describe('an animation', () => {
  const query = '{ animations(first: 1) { nodes { status stage queuePosition } } }';
  const newest = async () => (await bench.ask(query)).animations.nodes[0];

  beforeAll(() => bench.clearQueue());

  it('has a stage while it is running, and none before and afterwards', async () => {
    const running = await bench.addAnimation(await bench.addImage());
    const job = await bench.nextJob();
    expect(await newest()).toEqual({ status: 'RUNNING', stage: 'DECODING', queuePosition: null });
    const waiting = await bench.addAnimation(await bench.addImage());
    expect(await newest()).toEqual({ status: 'QUEUED', stage: null, queuePosition: 1 });
    await bench.cancel(waiting);
    await job.finish();
    await bench.whenEnded(running);
    const { animation } = await bench.ask(
      'query ($id: ID!) { animation(id: $id) { status stage queuePosition } }',
      { id: running },
    );
    expect(animation).toEqual({ status: 'SUCCEEDED', stage: null, queuePosition: null });
  });

  it('has a position as long as it is reported as queued, even if it has just left the queue', async () => {
    await bench.addAnimation(await bench.addImage());
    await bench.nextJob();
    await bench.addAnimation(await bench.addImage());
    using _left = vi.spyOn(QueuePlaces.prototype, 'positionOf').mockResolvedValue(null);
    expect(await newest()).toEqual({ status: 'QUEUED', stage: null, queuePosition: 1 });
  });
});
