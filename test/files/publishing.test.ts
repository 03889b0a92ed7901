import { describe, expect, it } from 'vitest';
import { type FileBench, poster, type StoredAnimation, video } from './file-bench.ts';
import { withAnimation } from './with-animation.ts';

let bench: FileBench;
let animation: StoredAnimation;

withAnimation((given) => {
  ({ bench, animation } = given);
});

const publish = `mutation ($id: ID!) {
  publishAnimation(input: { animationId: $id }) {
    ... on PublishAnimationSuccess { animation { publishedAt manifestUrl } }
    ... on UserError { code path }
  }
}`;
const unpublish = `mutation ($id: ID!) {
  unpublishAnimation(input: { animationId: $id }) {
    ... on UnpublishAnimationSuccess { animation { publishedAt } }
    ... on UserError { code path }
  }
}`;

function addresses(): string[] {
  return [bench.file(animation.videoKey), bench.file(animation.posterKey), bench.manifest(animation)];
}

async function statuses(): Promise<number[]> {
  return Promise.all(addresses().map((address) => bench.status(address)));
}

describe('a published animation', () => {
  it('serves its outputs and its manifest to everybody, until it is unpublished', async () => {
    expect(await statuses()).toEqual([401, 401, 401]);
    await bench.ask(publish, { id: animation.globalId });
    expect(await statuses()).toEqual([200, 200, 200]);
    const whole = await bench.fetch(bench.file(animation.videoKey));
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'cache-control': 'public, max-age=3600, must-revalidate',
      'access-control-allow-origin': '*',
      'accept-ranges': 'bytes',
    });
    expect(whole.headers.has('vary')).toBe(false);
    expect(await whole.bytes()).toEqual(video);
    await bench.ask(unpublish, { id: animation.globalId });
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  it('leaves nothing when it is deleted: its URLs return 404, as if it had never existed', async () => {
    await bench.ask(publish, { id: animation.globalId });
    await bench.driftscape.prisma.animation.delete({ where: { id: animation.id } });
    expect(await statuses()).toEqual([404, 404, 404]);
    const never = animation.videoKey.replace('video', 'another');
    expect(await bench.status(bench.file(never))).toBe(404);
  });

  it('requires a key for its photo and everything else', async () => {
    await bench.ask(publish, { id: animation.globalId });
    const { prisma } = bench.driftscape;
    const { storageKey } = await prisma.image.findUniqueOrThrow({ where: { id: animation.imageId } });
    const other = await bench.addAnimation();
    for (const path of [bench.file(storageKey), bench.file(other.videoKey), bench.manifest(other)]) {
      expect(await bench.status(path)).toBe(401);
    }
  });

  it('can be published again, and keeps the first date', async () => {
    const first = await bench.ask(publish, { id: animation.globalId });
    const { publishedAt, manifestUrl } = first.publishAnimation.animation;
    expect(publishedAt).toMatch(/^20/);
    expect(manifestUrl).toBe(`${bench.server.url}${bench.manifest(animation)}`);
    expect(await bench.ask(publish, { id: animation.globalId })).toEqual(first);
    const nothing = { unpublishAnimation: { animation: { publishedAt: null } } };
    expect(await bench.ask(unpublish, { id: animation.globalId })).toEqual(nothing);
    expect(await bench.ask(unpublish, { id: animation.globalId })).toEqual(nothing);
  });

  it('can be found among the others', async () => {
    await bench.ask(publish, { id: animation.globalId });
    const list = `query ($isPublished: Boolean!) {
      animations(first: 100, filter: { isPublished: $isPublished }) { nodes { id publishedAt } }
    }`;
    const found = await bench.ask(list, { isPublished: true });
    expect(found.animations.nodes[0]).toEqual({ id: animation.globalId, publishedAt: expect.any(String) });
    const others = await bench.ask(list, { isPublished: false });
    expect(others.animations.nodes.every((node: { publishedAt: null }) => node.publishedAt === null)).toBe(
      true,
    );
  });

  it('can only be published within its project, with a key that may write', async () => {
    const { access } = bench.driftscape;
    const { secret } = await access.keys.create({ name: 'other', scope: 'admin', project: 'another' });
    for (const mutation of [publish, unpublish]) {
      const answer = await bench.ask(mutation, { id: animation.globalId }, secret);
      expect(Object.values(answer)).toEqual([{ code: 'NOT_FOUND', path: ['input', 'animationId'] }]);
    }
    await expect(bench.ask(publish, { id: animation.globalId }, bench.keys.read)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    // What is published is everybody's, those with a key of another project included.
    expect(await bench.status(bench.file(animation.videoKey), { key: secret })).toBe(404);
    await bench.ask(publish, { id: animation.globalId });
    expect(await bench.status(bench.file(animation.videoKey), { key: secret })).toBe(200);
    expect(await bench.status(bench.manifest(animation), { key: secret })).toBe(200);
  });

  it('is served as long as another animation that shares its files is published', async () => {
    const { prisma } = bench.driftscape;
    const twin = await bench.addAnimation();
    for (const [own, other] of [
      [twin.videoKey, animation.videoKey],
      [twin.posterKey, animation.posterKey],
    ]) {
      await prisma.output.updateMany({ where: { storageKey: own }, data: { storageKey: other } });
    }
    await bench.ask(publish, { id: animation.globalId });
    await bench.ask(publish, { id: twin.globalId });
    await bench.ask(unpublish, { id: animation.globalId });
    expect(await statuses()).toEqual([200, 200, 401]);
    await bench.ask(unpublish, { id: twin.globalId });
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  it('remains available at the URL of an expired link', async () => {
    const { createFileLink } = await bench.ask(
      `mutation ($input: CreateFileLinkInput!) {
        createFileLink(input: $input) { ... on CreateFileLinkSuccess { link { url } } }
      }`,
      { input: { animationId: animation.globalId, target: 'POSTER', expiresAt: bench.in(60_000) } },
    );
    bench.pass(120_000);
    expect(await bench.status(createFileLink.link.url)).toBe(410);
    await bench.ask(publish, { id: animation.globalId });
    expect(await bench.bytes(createFileLink.link.url)).toEqual(poster);
  });
});

describe('a manifest', () => {
  const read = async (init: RequestInit & { key?: string } = {}) =>
    bench.fetch(bench.manifest(animation), init);

  it('is for everyone who may read, with URLs that work for them', async () => {
    const { access } = bench.driftscape;
    const manifest = await (await read({ key: bench.keys.read })).json();
    expect(manifest).toMatchObject({
      version: 1,
      status: 'SUCCEEDED',
      sources: [{ src: `${bench.server.url}${bench.file(animation.videoKey)}`, width: 1920, height: 1080 }],
    });
    const caller = await access.authentication.authenticate(bench.keys.read, 'here');
    const { token } = await access.tokens.create(animation.id, caller);
    const withToken = await bench.fetch(`${bench.manifest(animation)}?token=${token}`);
    expect(withToken.headers.get('cache-control')).toBe('private, max-age=60, must-revalidate');
    const { poster: address } = await withToken.json();
    expect(await bench.bytes(address)).toEqual(poster);
    const other = await bench.addAnimation();
    expect(await bench.status(`${bench.manifest(other)}?token=${token}`)).toBe(403);
  });

  it('is answered with 304 if unchanged', async () => {
    await bench.ask(publish, { id: animation.globalId });
    const first = await read();
    expect(first.headers.get('cache-control')).toBe('public, max-age=60, must-revalidate');
    const etag = first.headers.get('etag') ?? '';
    const again = await read({ headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
    expect((await read({ headers: { 'if-none-match': '"another"' } })).status).toBe(200);
    const head = await read({ method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(first.headers.get('content-length'));
    expect((await head.bytes()).length).toBe(0);
    expect((await read({ method: 'POST' })).status).toBe(405);
  });

  it('lists the animations with the same motion that the reader may access', async () => {
    const { prisma, access } = bench.driftscape;
    const [night, dusk] = [await bench.addAnimation(), await bench.addAnimation()];
    for (const [index, { id }] of [animation, night, dusk].entries()) {
      const digests = { motionDigest: animation.id, renderDigest: `${animation.id} ${index}` };
      await prisma.animation.update({ where: { id }, data: digests });
    }
    await bench.ask(publish, { id: animation.globalId });
    await bench.ask(publish, { id: dusk.globalId });
    const namesOf = async (init: RequestInit & { key?: string }, query = '') => {
      const manifest = await (await bench.fetch(`${bench.manifest(animation)}${query}`, init)).json();
      return manifest.companions.map((companion: { manifest: string }) => companion.manifest);
    };
    const [ofNight, ofDusk] = [night, dusk].map((one) => `${bench.server.url}${bench.manifest(one)}`);
    expect(await namesOf({})).toEqual([ofDusk]);
    expect(await namesOf({ key: bench.keys.read })).toEqual([ofNight, ofDusk]);
    const caller = await access.authentication.authenticate(bench.keys.read, 'here');
    const { token } = await access.tokens.create(animation.id, caller);
    expect(await namesOf({}, `?token=${token}`)).toEqual([ofDusk]);
    for (const address of await namesOf({})) expect(await bench.status(address)).toBe(200);
  });

  it('of an unknown animation is not found', async () => {
    const key = bench.keys.read;
    for (const name of ['', 'x.json', `${animation.id}.json`, `${animation.globalId}`, '..%2f.json']) {
      expect(await bench.status(`/manifests/${name}`, { key }), name).toBe(404);
    }
    await bench.driftscape.prisma.animation.delete({ where: { id: animation.id } });
    expect(await bench.status(bench.manifest(animation), { key })).toBe(404);
    expect(await bench.status(bench.manifest(animation))).toBe(404);
  });
});
