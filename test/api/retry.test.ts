import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const life = 'status attempts nextAttemptAt lastFault { code message } failure { code } retryOf { id }';

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase, {
      RETRY_PAUSE_SECONDS: '600',
      MAX_RETRY_PAUSE_SECONDS: '600',
    });
    imageId = await bench.addImage();
  });
  afterEach(() => bench.clearQueue());
  afterAll(() => bench[Symbol.asyncDispose]());

  async function retry(animationId: string, idempotencyKey?: string) {
    const query = `mutation ($input: RetryAnimationInput!) {
      retryAnimation(input: $input) {
        __typename ... on RetryAnimationSuccess { animation { id ${life} } }
        ... on IdempotencyConflictError { existingId } ... on UserError { code message path }
      }
    }`;
    return (await bench.ask(query, { input: { animationId, idempotencyKey } })).retryAnimation;
  }

  async function failed(): Promise<string> {
    const id = await bench.addAnimation(imageId);
    (await bench.nextJob()).fail(new UserError('INVALID_IMAGE', 'This photo is cut short'));
    await bench.whenEnded(id);
    return id;
  }

  it('creates a new animation from one that has failed, linked to it', async () => {
    const id = await failed();
    const { animation } = await retry(id);
    expect(animation).toMatchObject({ attempts: 0, failure: null, lastFault: null, retryOf: { id } });
    const { animation: first } = await bench.ask(`query ($id: ID!) { animation(id: $id) { ${life} } }`, {
      id,
    });
    const failure = { code: 'INVALID_IMAGE' };
    expect(first).toMatchObject({ status: 'FAILED', attempts: 1, failure, lastFault: null, retryOf: null });
  });

  it('creates one for repeated requests with the same key, which cannot be used for another', async () => {
    const [id, other] = [await failed(), await failed()];
    const { animation } = await retry(id, 'again');
    expect((await retry(id, 'again')).animation.id).toBe(animation.id);
    expect(await retry(other, 'again')).toMatchObject({
      __typename: 'IdempotencyConflictError',
      path: ['input', 'idempotencyKey'],
      existingId: animation.id,
    });
  });

  it('rejects unfinished and unknown animations', async () => {
    const id = await bench.addAnimation(imageId);
    const path = ['input', 'animationId'];
    expect(await retry(id)).toMatchObject({ __typename: 'NotRetryableError', code: 'NOT_RETRYABLE', path });
    const nothing = Buffer.from('Animation:nothing').toString('base64');
    expect(await retry(nothing)).toMatchObject({ code: 'NOT_FOUND', path });
  });

  it('reports how often, why and when an animation is retried', async () => {
    const id = await bench.addAnimation(imageId);
    (await bench.nextJob()).crash();
    const events = bench.driftscape.animations.events(requireRowId('Animation', id, []), { after: 2 });
    for await (const { type } of events) if (type === 'queue-position') break;
    const { animation } = await bench.ask(`query ($id: ID!) { animation(id: $id) { ${life} } }`, { id });
    expect(animation).toMatchObject({
      status: 'QUEUED',
      attempts: 1,
      lastFault: { code: 'ENGINE_CRASHED', message: expect.any(String) },
      nextAttemptAt: expect.any(String),
      failure: null,
    });
  });
});
