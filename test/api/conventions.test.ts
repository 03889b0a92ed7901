import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

it('every deletion tells the id that is gone as `deletedId`', async () => {
  expect(await deletions()).toEqual([
    ['deleteAnimation', 'DeleteAnimationSuccess', true],
    ['deleteImage', 'DeleteImageSuccess', true],
    ['deleteLatentPreset', 'DeleteLatentPresetSuccess', true],
    ['deleteWebhook', 'DeleteWebhookSuccess', true],
  ]);
});

/** Every mutation that deletes, the type of its success, and whether that has the field. */
async function deletions(): Promise<[string, string, boolean][]> {
  const { __schema } = await bench.ask(
    '{ __schema { types { name fields { name } } mutationType { fields { name type { ofType { possibleTypes { name } } } } } } }',
  );
  const fieldsOf = (type: string) =>
    __schema.types
      .find(({ name }: { name: string }) => name === type)
      .fields.map(({ name }: { name: string }) => name);
  return __schema.mutationType.fields
    .filter(({ name }: { name: string }) => name.startsWith('delete'))
    .map(({ name, type }: { name: string; type: { ofType: { possibleTypes: { name: string }[] } } }) => {
      const success =
        type.ofType.possibleTypes.find((possible) => possible.name.endsWith('Success'))?.name ?? '';
      return [name, success, fieldsOf(success).includes('deletedId')];
    })
    .sort();
}
