import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

let bench: ApiBench;
let key: { id: string; secret: string };
let imageId: string;
let animationId: string;
let otherId: string;

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys' });
  const made = await bench.driftscape.access.keys.create({ name: 'writer', scope: 'write' });
  key = { id: made.key.id, secret: made.secret };
  bench.key = key.secret;
  imageId = await bench.addImage();
  animationId = (await bench.render(imageId)).id;
  otherId = await bench.addAnimation(imageId, { seed: 2 });
});

afterAll(() => bench[Symbol.asyncDispose]());

afterEach(() => {
  vi.useRealTimers();
});

const createToken = `mutation ($input: CreateAnimationTokenInput!) {
  createAnimationToken(input: $input) {
    ... on CreateAnimationTokenSuccess { animationToken { token expiresAt } }
    ... on UserError { code path }
  }
}`;

/** Makes a token with the key, and goes on as its bearer. */
async function enterWithToken(lifetimeSeconds = 60): Promise<string> {
  bench.key = key.secret;
  const answer = await bench.ask(createToken, { input: { animationId, lifetimeSeconds } });
  const { token } = answer.createAnimationToken.animationToken;
  bench.key = token;
  return token;
}

async function codesOf(query: string, variables = {}): Promise<unknown[]> {
  const { errors = [] } = await bench.run(query, variables);
  return errors.map(({ extensions }) => extensions.code);
}

const query = 'query ($id: ID!) { animation(id: $id) { id status video { url } poster { url } } }';

describe('a token for an animation', () => {
  it('gives access to that animation, with URLs of files that need nothing more', async () => {
    const token = await enterWithToken();
    const { animation } = await bench.ask(query, { id: animationId });
    expect(animation).toMatchObject({ id: animationId, status: 'SUCCEEDED' });
    expect(animation.video.url).toMatch(
      /^https:\/\/example\.org\/files\/animations\/[\w./-]+\.mp4\?token=dst_/,
    );
    expect(animation.video.url).toContain(token);
  });

  it('gives access to nothing else', async () => {
    await enterWithToken();
    expect(await codesOf(query, { id: otherId })).toEqual(['FORBIDDEN']);
    expect(await codesOf(`{ node(id: "${otherId}") { id } }`)).toEqual(['FORBIDDEN']);
    expect(await codesOf('{ animations { nodes { id } } }')).toEqual(['FORBIDDEN']);
    const throughImage = 'query ($id: ID!) { animation(id: $id) { image { animations { nodes { id } } } } }';
    expect(await codesOf(throughImage, { id: animationId })).toEqual(['FORBIDDEN']);
    const cancel = `mutation { cancelAnimation(input: { animationId: "${animationId}" }) { __typename } }`;
    expect(await codesOf(cancel)).toEqual(['FORBIDDEN']);
    expect(await codesOf(createToken, { input: { animationId } })).toEqual(['FORBIDDEN']);
    const watchOther = 'subscription ($id: ID!) { animationEvents(id: $id) { __typename } }';
    expect(await codesOf(watchOther, { id: otherId })).toEqual(['FORBIDDEN']);
  });

  it('gives access only to the files of that animation', async () => {
    const token = await enterWithToken();
    const { access, prisma, storage } = bench.driftscape;
    const caller = await access.authentication.authenticate(token, '127.0.0.1');
    const outputs = await prisma.output.findMany({ where: { animation: { status: 'SUCCEEDED' } } });
    expect(outputs).toHaveLength(2);
    for (const { storageKey } of outputs) expect(await access.mayFetch(caller, storageKey)).toBe(true);
    for await (const photo of storage.keys('images'))
      expect(await access.mayFetch(caller, photo)).toBe(false);
  });

  it('is valid until it expires', async () => {
    await enterWithToken(60);
    expect(await codesOf(query, { id: animationId })).toEqual([]);
    vi.useFakeTimers({ now: Date.now() + 62_000, toFake: ['Date'] });
    expect(await codesOf(query, { id: animationId })).toEqual(['UNAUTHENTICATED']);
  });

  it('cannot be forged, or changed for another animation or time', async () => {
    const token = await enterWithToken();
    const [payload, signature] = token.slice('dst_'.length).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    for (const change of [{ animation: 'x' }, { expires: claims.expires + 1 }, { key: null }]) {
      const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
      bench.key = `dst_${changed}.${signature}`;
      expect(await codesOf(query, { id: animationId })).toEqual(['UNAUTHENTICATED']);
    }
    for (const forged of [`dst_${payload}`, `dst_${payload}.`, 'dst_', 'dst_.', `dst_e30.${signature}`]) {
      bench.key = forged;
      expect(await codesOf(query, { id: animationId })).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('is rejected for unknown animations, and for too long a time', async () => {
    bench.key = key.secret;
    expect(await bench.ask(createToken, { input: { animationId: imageId } })).toEqual({
      createAnimationToken: { code: 'NOT_FOUND', path: ['input', 'animationId'] },
    });
    expect(await bench.ask(createToken, { input: { animationId, lifetimeSeconds: 86_400 } })).toEqual({
      createAnimationToken: { code: 'INVALID_INPUT', path: ['input', 'lifetimeSeconds'] },
    });
  });

  it('becomes invalid with the key that created it', async () => {
    const token = await enterWithToken();
    await bench.driftscape.access.keys.revoke(key.id);
    bench.key = token;
    expect(await codesOf(query, { id: animationId })).toEqual(['UNAUTHENTICATED']);
  });
});
