import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Scope } from '../../src/access/caller.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const fields = 'id priority queuePosition estimatedStartAt';
const createAnimation = `mutation ($input: CreateAnimationInput!) {
  createAnimation(input: $input) {
    ... on CreateAnimationSuccess { animation { ${fields} } } ... on UserError { code message }
  }
}`;
const createAnimations = `mutation ($input: CreateAnimationsInput!) {
  createAnimations(input: $input) { __typename }
}`;

let bench: ApiBench;
let imageId: string;

beforeEach(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys' });
  await enterAs('write');
  imageId = await bench.addImage();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function enterAs(scope: Scope): Promise<void> {
  bench.key = (await bench.driftscape.access.keys.create({ name: `${scope}er`, scope })).secret;
}

const wanted = (priority?: string) => ({ imageId, priority, reuse: false });
const create = async (priority?: string) =>
  (await bench.ask(createAnimation, { input: wanted(priority) })).createAnimation.animation;

it('lets clients choose the priority of animations, and shows it', async () => {
  const running = await create();
  await bench.nextJob();
  const [low, normal] = [await create('LOW'), await create()];
  expect(running).toMatchObject({ priority: 'NORMAL' });
  expect(low).toMatchObject({ priority: 'LOW', queuePosition: 1 });
  expect(normal).toMatchObject({ priority: 'NORMAL', queuePosition: 1, estimatedStartAt: null });
});

it('reserves the highest priority for administrators, and creates nothing if rejected', async () => {
  const before = await bench.driftscape.prisma.animation.count();
  const refused = [
    await bench.run(createAnimation, { input: wanted('HIGH') }),
    await bench.run(createAnimations, { input: { animations: [wanted(), wanted('HIGH')] } }),
  ];
  for (const { errors = [] } of refused) expect(errors[0].extensions.code).toBe('FORBIDDEN');
  expect(await bench.driftscape.prisma.animation.count()).toBe(before);
  await enterAs('admin');
  expect(await create('HIGH')).toMatchObject({ priority: 'HIGH' });
});

it('repeats an administrator’s animation with at most the priority of the caller', async () => {
  await enterAs('admin');
  const { id } = await create('HIGH');
  await bench.cancel(id);
  await bench.whenEnded(id);
  const retry = `mutation ($id: ID!) {
    retryAnimation(input: { animationId: $id }) { ... on RetryAnimationSuccess { animation { ${fields} } } }
  }`;
  const retried = async () => (await bench.ask(retry, { id })).retryAnimation.animation;
  expect(await retried()).toMatchObject({ priority: 'HIGH' });
  await enterAs('write');
  expect(await retried()).toMatchObject({ priority: 'NORMAL' });
});
