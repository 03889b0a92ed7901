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

describe('an object that is not there', () => {
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
  ])('is told by the id that the client sent: %s of %s', async (type, mutation) => {
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

it('an id that names nothing is null, however it is asked for', async () => {
  for (const id of ['nonsense', '', encodeGlobalId('Animation', nobody)]) {
    const query = 'query ($id: ID!) { animation(id: $id) { id } image(id: $id) { id } node(id: $id) { id } }';
    expect(await bench.ask(query, { id })).toEqual({ animation: null, image: null, node: null });
  }
});

it('a list is asked for from one end', async () => {
  const { errors } = await bench.run('{ images(first: 1, last: 1) { nodes { id } } }');
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(errors?.[0].message).toContain('Expected `first` or `last`, but received both');
});

it('an argument that is no setting is INVALID_INPUT, as the documentation says', async () => {
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

it('what is made with a secret is found under its kind, and still under the deprecated name', async () => {
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

  it('has a place as long as it is told to be queued, though it has left the queue meanwhile', async () => {
    await bench.addAnimation(await bench.addImage());
    await bench.nextJob();
    await bench.addAnimation(await bench.addImage());
    using _left = vi.spyOn(QueuePlaces.prototype, 'positionOf').mockResolvedValue(null);
    expect(await newest()).toEqual({ status: 'QUEUED', stage: null, queuePosition: 1 });
  });
});
