import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const query = `mutation ($input: CreateAnimationsInput!) {
  createAnimations(input: $input) {
    __typename
    ... on CreateAnimationsSuccess {
      results { animation { id } error { __typename code path ... on IdempotencyConflictError { existingId } } }
    }
    ... on UserError { code path }
  }
}`;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const create = async (animations: object[]) =>
    (await bench.ask(query, { input: { animations } })).createAnimations;

  it('creates many animations at once, and says why one is rejected', async () => {
    const imageId = await bench.addImage();
    const wanted = [
      { imageId, idempotencyKey: 'first' },
      { imageId, settings: { speed: 2 } },
      { imageId: 'x' },
      { imageId, settings: { speed: 0.5 }, idempotencyKey: 'first' },
      { imageId, settings: { speed: 0.5 }, idempotencyKey: 'second' },
    ];
    const { results } = await create(wanted);
    const { id } = results[0].animation;
    const refused = (__typename: string, ...path: string[]) => ({
      animation: null,
      error: { __typename, path: ['input', 'animations', ...path] },
    });
    expect(results).toMatchObject([
      { animation: { id }, error: null },
      refused('InvalidSettingsError', '1', 'settings', 'speed'),
      refused('NotFoundError', '2', 'imageId'),
      { animation: null, error: { __typename: 'IdempotencyConflictError', existingId: id } },
      { animation: { id: expect.any(String) }, error: null },
    ]);
    expect((await create(wanted)).results).toEqual(results);
  });

  it.each([0, 51])('rejects %i animations as too few or too many', async (count) => {
    const answer = await create(Array.from({ length: count }, () => ({ imageId: 'x' })));
    expect(answer).toMatchObject({ __typename: 'InvalidInputError', path: ['input', 'animations'] });
  });
});
