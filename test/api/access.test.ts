import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../src/access/caller.ts';
import { schema } from '../../src/schema/schema.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

let bench: ApiBench;

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys' });
});

afterAll(() => bench[Symbol.asyncDispose]());

/** Goes on as the bearer of a new key. @returns its secret */
async function enterAs(scope: Scope): Promise<string> {
  const { secret } = await bench.driftscape.access.keys.create({ name: `${scope}er`, scope });
  bench.key = secret;
  return secret;
}

async function codesOf(query: string, variables = {}): Promise<unknown[]> {
  const { errors = [] } = await bench.run(query, variables);
  return errors.map(({ extensions }) => extensions.code);
}

const read = '{ images { nodes { id } } }';
const write = 'mutation { cancelAnimation(input: { animationId: "x" }) { __typename } }';
const admin = '{ apiKeys { nodes { id } } }';
const subscribe = 'subscription { animationEvents(id: "x") { __typename } }';

const watchQueue = 'subscription { queueEvents { queued } }';

describe('where keys are required', () => {
  it.each([
    ['no key', undefined],
    ['a key that nobody made', 'dsk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['something else', 'hello'],
  ])('rejects %s, even for the schema', async (_what, key) => {
    bench.key = key;
    for (const query of [read, write, admin, '{ __schema { queryType { name } } }']) {
      expect(await codesOf(query)).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('lets a read key read, and nothing else', async () => {
    await enterAs('read');
    expect(await codesOf(read)).toEqual([]);
    expect(await codesOf(write)).toEqual(['FORBIDDEN']);
    expect(await codesOf(admin)).toEqual(['FORBIDDEN']);
  });

  it('shows the queue only to keys that may list animations', async () => {
    bench.key = undefined;
    expect(await codesOf(watchQueue)).toEqual(['UNAUTHENTICATED']);
    const { access } = bench.driftscape;
    const { secret } = await access.keys.create({ name: 'reader', scope: 'read' });
    const caller = await access.authentication.authenticate(secret, 'here');
    bench.key = (await access.tokens.create('01890a5d-ac96-774b-bcce-b302099a8057', caller)).token;
    expect(await codesOf(watchQueue)).toEqual(['FORBIDDEN']);
    expect(bench.driftscape.queueFeed.readerCount).toBe(0);
  });

  it('lets a write key read and write', async () => {
    await enterAs('write');
    expect(await codesOf(read)).toEqual([]);
    expect(await bench.ask(write)).toEqual({ cancelAnimation: { __typename: 'NotFoundError' } });
    expect(await codesOf(admin)).toEqual(['FORBIDDEN']);
  });

  it('lets an administrator create a key, list all without secrets, and revoke one at once', async () => {
    const ownKey = await enterAs('admin');
    const create = `mutation { createApiKey(input: { name: "site", scope: READ }) {
      ... on CreateApiKeySuccess { secret key { id prefix scope lastUsedAt } } } }`;
    const { secret, key } = (await bench.ask(create)).createApiKey;
    expect(secret).toMatch(/^dsk_[\w-]{43}$/);
    expect(key).toMatchObject({ prefix: secret.slice(0, 10), scope: 'READ', lastUsedAt: null });

    bench.key = secret;
    expect(await codesOf(read)).toEqual([]);
    bench.key = ownKey;
    const { nodes } = (await bench.ask('{ apiKeys { nodes { id prefix lastUsedAt } } }')).apiKeys;
    expect(nodes[0]).toMatchObject({ id: key.id, lastUsedAt: expect.any(String) });

    const revoke = `mutation ($keyId: ID!) { revokeApiKey(input: { keyId: $keyId }) {
      ... on RevokeApiKeySuccess { key { revokedAt } } ... on UserError { code } } }`;
    expect(await bench.ask(revoke, { keyId: key.id })).toMatchObject({
      revokeApiKey: { key: { revokedAt: expect.any(String) } },
    });
    bench.key = secret;
    expect(await codesOf(read)).toEqual(['UNAUTHENTICATED']);
  });

  it('reports what is wrong with a requested key', async () => {
    await enterAs('admin');
    const create = `mutation { createApiKey(input: { name: " ", scope: READ }) { ... on UserError { code path } } }`;
    expect(await bench.ask(create)).toEqual({
      createApiKey: { code: 'INVALID_INPUT', path: ['input', 'name'] },
    });
  });

  it('limits a key to its daily quota, and says when the next day begins', async () => {
    const wanted = { name: 'small', scope: 'write', animationsPerDay: 1 } as const;
    bench.key = (await bench.driftscape.access.keys.create(wanted)).secret;
    const imageId = await bench.addImage();
    await bench.addAnimation(imageId);
    const create = `mutation ($input: CreateAnimationInput!) { createAnimation(input: $input) { __typename } }`;
    const { errors } = await bench.run(create, { input: { imageId, settings: { seed: 2 } } });
    expect(errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } },
    ]);
    expect(await bench.create('nonsense')).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stores no secret', async () => {
    const secret = await enterAs('write');
    const rows = await bench.driftscape.prisma.apiKey.findMany();
    expect(
      JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? Number(value) : value)),
    ).not.toContain(secret);
    expect(bench.logged.join()).not.toContain(secret);
  });

  it('requires a scope for every root type', () => {
    for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
      expect(type?.extensions).toHaveProperty('pothosOptions.authScopes');
    }
  });

  it('rejects subscriptions without a key', async () => {
    bench.key = undefined;
    expect(await codesOf(subscribe)).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a key over its rate limit', () => {
  it('is told when to retry, and does not affect others', async () => {
    const settings = { AUTH: 'keys', RATE_LIMIT_PER_MINUTE: '2' };
    await using limited = await ApiBench.open(openEmbeddedTestDatabase, settings);
    const { keys } = limited.driftscape.access;
    limited.key = (await keys.create({ name: 'eager', scope: 'read' })).secret;
    await limited.ask(read);
    await limited.ask(read);
    const { errors } = await limited.run(read);
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 60 } }]);
    limited.key = (await keys.create({ name: 'calm', scope: 'read' })).secret;
    await limited.ask(read);
  });
});
