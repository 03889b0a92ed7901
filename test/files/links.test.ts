import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rotateLinkSecret } from '../../src/access/links/secrets.ts';
import { FileBench, poster, type StoredAnimation, video } from './file-bench.ts';

const dayMs = 86_400_000;
const waiting = { timeout: 10_000, interval: 200 };

let bench: FileBench;
let animation: StoredAnimation;

beforeAll(async () => {
  // Tests show many wrong links, and count as one address.
  bench = await FileBench.open({ TRUSTED_PROXIES: '1' });
});

afterAll(() => bench[Symbol.asyncDispose]());

beforeEach(async () => {
  animation = await bench.addAnimation();
});

const create = `mutation ($input: CreateFileLinkInput!) {
  createFileLink(input: $input) {
    ... on CreateFileLinkSuccess { link { id url target expiresAt revokedAt animation { id } } }
    ... on UserError { code message path }
  }
}`;

async function link(target = 'VIDEO', lifetimeMs = dayMs, of = animation, key?: string) {
  const input = { animationId: of.globalId, target, expiresAt: bench.in(lifetimeMs) };
  const { createFileLink } = await bench.ask(create, { input }, key);
  return createFileLink.link as { id: string; url: string; target: string };
}

async function bytesAt(address: string): Promise<Uint8Array> {
  return (await bench.fetch(address)).bytes();
}

describe('a signed link', () => {
  it('gives anyone the file that it was created for, until it expires', async () => {
    const { url, target } = await link('VIDEO', 60_000);
    expect(target).toBe('VIDEO');
    expect(url).toMatch(/\/files\/animations\/[^?]+\.mp4\?link=dsl_[\w-]{76}$/);
    expect(await bytesAt(url)).toEqual(video);
    bench.pass(58_000);
    expect(await bench.status(url)).toBe(200);
    bench.pass(3_000);
    const over = await bench.fetch(url);
    expect(over.status).toBe(410);
    expect(over.headers.get('cache-control')).toBe('no-store');
    expect(await over.text()).toMatch(/has expired, or its owner has ended it/);
  });

  it('may be valid for up to 10 years', async () => {
    const { url } = await link('POSTER', 3_652 * dayMs);
    bench.pass(3_651 * dayMs);
    expect(await bytesAt(url)).toEqual(poster);
    bench.pass(-3_651 * dayMs);
    for (const ms of [4_000 * dayMs, 1_000, -dayMs]) {
      const input = { animationId: animation.globalId, expiresAt: bench.in(ms) };
      const { createFileLink } = await bench.ask(create, { input });
      expect(createFileLink).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'expiresAt'] });
    }
  });

  it('limits caching to its own lifetime', async () => {
    const cacheControl = async (lifetimeMs: number) => {
      const response = await bench.fetch((await link('VIDEO', lifetimeMs)).url, { method: 'HEAD' });
      return response.headers.get('cache-control') ?? '';
    };
    expect(await cacheControl(dayMs)).toBe('public, max-age=3600, must-revalidate');
    expect(Number(/^public, max-age=(\d+), must/.exec(await cacheControl(120_000))?.[1])).toBeLessThanOrEqual(
      120,
    );
  });

  it('serves ranges, and answers 304 for unchanged files', async () => {
    const { url } = await link();
    const part = await bench.fetch(url, { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(await part.bytes()).toEqual(video.subarray(10, 20));
    const etag = part.headers.get('etag') ?? '';
    expect(await bench.status(url, { headers: { 'if-none-match': etag } })).toBe(304);
  });

  it('gives access to nothing else: no other file, photo, list or operation', async () => {
    const { url } = await link('VIDEO');
    const signature = new URL(url).search;
    const other = await bench.addAnimation();
    for (const path of [
      bench.file(animation.posterKey),
      bench.file(other.videoKey),
      bench.manifest(animation),
      bench.file('images/none.jpg'),
    ]) {
      expect(await bench.status(`${path}${signature}`), path).toBe(403);
    }
    expect(await bench.status(`/metrics${signature}`)).toBe(401);
    expect(await bench.status(`/graphql${signature}&query={animations{nodes{id}}}`)).toBe(401);
    const token = signature.slice('?link='.length);
    const headers = { authorization: `Bearer ${token}` };
    expect(await bench.status(bench.file(animation.videoKey), { headers })).toBe(401);
    const image = await bench.driftscape.prisma.image.findUniqueOrThrow({ where: { id: animation.imageId } });
    expect(await bench.status(`${bench.file(image.storageKey)}${signature}`)).toBe(403);
  });

  it('is rejected if changed in any way', async () => {
    const { url } = await link();
    const address = new URL(url);
    const token = address.searchParams.get('link') ?? '';
    const changed = Array.from({ length: token.length }, (_, place) => {
      const other = token[place] === 'A' ? 'B' : 'A';
      return token.slice(0, place) + other + token.slice(place + 1);
    });
    const wrong = [
      ...changed,
      '',
      'dsl_',
      token.slice(0, -1),
      `${token}A`,
      `${token}%00`,
      token.toUpperCase(),
      '💥',
    ];
    for (const [index, text] of wrong.entries()) {
      address.searchParams.set('link', text);
      const headers = { 'x-forwarded-for': `192.0.2.${index}` };
      expect(await bench.status(address.href, { headers }), text).toBe(403);
    }
    expect(await bench.status(url)).toBe(200);
  });

  it('counts as a wrong key if it is invalid', async () => {
    const { url } = await link();
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const wrong = `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`;
    for (let count = 0; count < 30; count++) await bench.status(wrong, { headers });
    expect(await bench.status(wrong, { headers })).toBe(429);
    expect(await bench.status(url, { headers })).toBe(200);
  });
});

describe('a link of a secret that has ended', () => {
  it('answers like any other link that has ended: what is published, it shows', async () => {
    const { url } = await link();
    await rotateLinkSecret(bench.dataDirectory, undefined, { acceptOldUntil: null });
    await expect.poll(() => bench.status(url), waiting).toBe(410);
    const publish = `mutation ($id: ID!) { publishAnimation(input: { animationId: $id }) { __typename } }`;
    await bench.ask(publish, { id: animation.globalId });
    expect(await bytesAt(url)).toEqual(video);
  });
});

describe('a link to an output', () => {
  it('names its output, unless that is the video or the poster', async () => {
    const { prisma } = bench.driftscape;
    const { id: _, ...first } = await prisma.output.findFirstOrThrow({
      where: { animationId: animation.id, position: 0 },
    });
    await prisma.output.create({ data: { ...first, position: 2, widthPixels: 640 } });
    await prisma.output.updateMany({
      where: { animationId: animation.id, position: 2 },
      data: { storageKey: `${first.storageKey}.small.mp4` },
    });
    const targets = [];
    for (const [output, target] of [
      [0, undefined],
      [1, undefined],
      [2, undefined],
      [2, 'OUTPUT'],
    ]) {
      const input = { animationId: animation.globalId, output, target, expiresAt: bench.in(dayMs) };
      targets.push((await bench.ask(create, { input })).createFileLink.link.target);
    }
    expect(targets).toEqual(['VIDEO', 'POSTER', 'OUTPUT', 'OUTPUT']);
  });

  const select = 'link { url target output { widthPixels kind } }';
  const toOutput = `mutation ($input: CreateFileLinkInput!) {
    createFileLink(input: $input) { ... on CreateFileLinkSuccess { ${select} } ... on UserError { code path } }
  }`;
  const ask = async (input: object) => {
    const whole = { animationId: animation.globalId, expiresAt: bench.in(dayMs), ...input };
    return (await bench.ask(toOutput, { input: whole })).createFileLink;
  };

  it('selects an output by its position', async () => {
    const { link } = await ask({ output: 1 });
    expect(link).toMatchObject({ target: 'POSTER', output: { widthPixels: 1920, kind: 'POSTER' } });
    expect(await bytesAt(link.url)).toEqual(poster);
    expect((await ask({})).link).toMatchObject({ target: 'MANIFEST', output: null });
  });

  it('is rejected for unknown outputs, and for two at once', async () => {
    const refused = { code: 'INVALID_INPUT', path: ['input', 'output'] };
    for (const output of [2, -1, 2_147_483_647]) expect(await ask({ output })).toEqual(refused);
    expect(await ask({ output: 0, target: 'MANIFEST' })).toEqual(refused);
    expect(await ask({ target: 'OUTPUT' })).toEqual(refused);
  });
});

describe('a link to a manifest', () => {
  it('gives URLs of all outputs that are valid as long as it is', async () => {
    const { url } = await link('MANIFEST', 3_600_000);
    const response = await bench.fetch(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=60, must-revalidate',
      'access-control-allow-origin': '*',
    });
    const manifest = await response.json();
    expect(await bytesAt(manifest.sources[0].src)).toEqual(video);
    expect(await bytesAt(manifest.poster)).toEqual(poster);
    bench.pass(3_601_000);
    for (const address of [url, manifest.sources[0].src, manifest.poster]) {
      expect(await bench.status(address)).toBe(410);
    }
  });

  it('can be created before there is a video', async () => {
    const { prisma } = bench.driftscape;
    await prisma.animation.update({
      where: { id: animation.id },
      data: { status: 'QUEUED', outputs: { deleteMany: {} }, finishedAt: null, report: {} },
    });
    const { url } = await link('MANIFEST');
    expect(await (await bench.fetch(url)).json()).toMatchObject({
      status: 'QUEUED',
      poster: null,
      sources: [],
    });
    const input = { animationId: animation.globalId, target: 'VIDEO', expiresAt: bench.in(dayMs) };
    const { createFileLink } = await bench.ask(create, { input });
    expect(createFileLink).toMatchObject({ code: 'NOT_ENDED', path: ['input', 'target'] });
  });
});

describe('a link to a manifest with companions', () => {
  const withCompanions = `mutation ($input: CreateFileLinkInput!) {
    createFileLink(input: $input) {
      ... on CreateFileLinkSuccess { link { id url withCompanions } } ... on UserError { code path }
    }
  }`;
  const make = async (more: object = {}) => {
    const input = { animationId: animation.globalId, expiresAt: bench.in(3_600_000), ...more };
    return (await bench.ask(withCompanions, { input })).createFileLink;
  };
  const read = async (address: string) => (await bench.fetch(address)).json();
  let night: StoredAnimation;
  let stranger: StoredAnimation;

  beforeEach(async () => {
    night = await bench.addAnimation();
    stranger = await bench.addAnimation();
    const { prisma, access } = bench.driftscape;
    const { key } = await access.keys.create({ name: 'x', scope: 'read', project: randomUUID() });
    const { project } = await prisma.apiKey.findUniqueOrThrow({
      where: { id: key.id },
      include: { project: true },
    });
    const alike = [animation, night, await bench.addAnimation('fjord.jpg', project.id)];
    for (const [index, { id }] of alike.entries()) {
      const digests = { motionDigest: animation.id, renderDigest: `${animation.id} ${index}` };
      await prisma.animation.update({ where: { id }, data: digests });
    }
  });

  it('leads to every file of each companion without a key, as long as it is valid', async () => {
    const { link } = await make({ withCompanions: true });
    expect(link.withCompanions).toBe(true);
    const [companion, ...others] = (await read(link.url)).companions;
    expect(others).toEqual([]);
    expect(companion.manifest).toMatch(
      new RegExp(`^${bench.server.url}${bench.manifest(night).replaceAll('.', '\\.')}\\?link=dsl_`),
    );
    const manifest = await read(companion.manifest);
    const addresses = [
      companion.manifest,
      manifest.poster,
      manifest.still,
      ...[...manifest.sources, ...manifest.posters].map(({ src }: { src: string }) => src),
      ...manifest.companions.map((back: { manifest: string }) => back.manifest),
    ];
    expect(await bytesAt(manifest.sources[0].src)).toEqual(video);
    expect(manifest.companions[0].manifest).toBe(link.url);
    const ends = addresses.map((address) => endOf(address));
    expect(new Set(ends)).toEqual(new Set([endOf(link.url)]));
    for (const address of addresses) expect(await bench.status(address)).toBe(200);
    bench.pass(3_601_000);
    for (const address of addresses) expect(await bench.status(address)).toBe(410);
  });

  it('ends for the companions too when it is revoked', async () => {
    const { link } = await make({ withCompanions: true });
    const [companion] = (await read(link.url)).companions;
    const { poster: address } = await read(companion.manifest);
    await bench.ask(`mutation ($id: ID!) { revokeFileLink(input: { linkId: $id }) { __typename } }`, {
      id: link.id,
    });
    for (const url of [link.url, companion.manifest, address]) expect(await bench.status(url)).toBe(410);
  });

  it('is made only when asked for: by default nothing of a companion is given away', async () => {
    const { link } = await make();
    expect(link.withCompanions).toBe(false);
    expect((await read(link.url)).companions).toEqual([]);
  });

  it('opens a companion no longer once it moves otherwise, and no other animation', async () => {
    const { link } = await make({ withCompanions: true });
    const [companion] = (await read(link.url)).companions;
    const { search } = new URL(companion.manifest);
    expect(await bench.status(`${bench.manifest(stranger)}${search}`)).toBe(403);
    const { prisma } = bench.driftscape;
    await prisma.animation.update({ where: { id: night.id }, data: { motionDigest: 'another' } });
    expect(await bench.status(companion.manifest)).toBe(410);
  });

  it('is refused for a single file', async () => {
    const refused = { code: 'INVALID_INPUT', path: ['input', 'withCompanions'] };
    expect(await make({ withCompanions: true, target: 'VIDEO' })).toEqual(refused);
    expect(await make({ withCompanions: true, output: 0 })).toEqual(refused);
  });
});

describe('links', () => {
  it('are listed with their URLs, for keys that may write', async () => {
    const made = [await link('VIDEO'), await link('MANIFEST')];
    const list = `query ($id: ID!) { fileLinks(filter: { animationId: $id, isGood: true }) { nodes { id url target } } }`;
    const { fileLinks } = await bench.ask(list, { id: animation.globalId });
    expect(fileLinks.nodes).toEqual(made.toReversed().map(({ id, url, target }) => ({ id, url, target })));
    await expect(bench.ask(list, { id: animation.globalId }, bench.keys.read)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const node = `{ node(id: "${made[0].id}") { ... on FileLink { url } } }`;
    expect((await bench.ask(node)).node.url).toBe(made[0].url);
    await expect(bench.ask(node, {}, bench.keys.read)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('end when they are revoked, one or all of an animation, and stay in the list', async () => {
    const [one, two, three] = [await link('VIDEO'), await link('POSTER'), await link('MANIFEST')];
    const revoke = `mutation ($id: ID!) {
      revokeFileLink(input: { linkId: $id }) { ... on RevokeFileLinkSuccess { link { url revokedAt } } }
    }`;
    const { revokeFileLink } = await bench.ask(revoke, { id: one.id });
    expect(revokeFileLink.link).toEqual({ url: null, revokedAt: expect.any(String) });
    expect((await bench.ask(revoke, { id: one.id })).revokeFileLink).toEqual(revokeFileLink);
    expect(await Promise.all([one, two].map(({ url }) => bench.status(url)))).toEqual([410, 200]);
    const manifest = await (await bench.fetch(three.url)).json();
    await bench.ask(
      `mutation ($id: ID!) { revokeFileLinks(input: { animationId: $id }) { ... on RevokeFileLinksSuccess { animation { id } } } }`,
      { id: animation.globalId },
    );
    for (const address of [two.url, three.url, manifest.poster])
      expect(await bench.status(address)).toBe(410);
    const { fileLinks } = await bench.ask(
      `query ($id: ID!) { fileLinks(filter: { animationId: $id, isGood: false }) { nodes { url } } }`,
      { id: animation.globalId },
    );
    expect(fileLinks.nodes).toEqual([{ url: null }, { url: null }, { url: null }]);
  });

  it('end with their animation', async () => {
    const { url } = await link('MANIFEST');
    const { poster: address } = await (await bench.fetch(url)).json();
    await bench.ask(`mutation ($id: ID!) { deleteAnimation(input: { animationId: $id }) { __typename } }`, {
      id: animation.globalId,
    });
    expect(await bench.status(url)).toBe(410);
    expect(await bench.status(address)).toBe(410);
  });

  it('outlive the key that created them, unless they are to end with it', async () => {
    const { access } = bench.driftscape;
    const [kept, ended] = [
      await access.keys.create({ name: 'rotated', scope: 'write' }),
      await access.keys.create({ name: 'stolen', scope: 'write' }),
    ];
    const [survivor, victim] = [
      await link('VIDEO', dayMs, animation, kept.secret),
      await link('VIDEO', dayMs, animation, ended.secret),
    ];
    await access.keys.revoke(kept.key.id);
    await access.keys.revoke(ended.key.id, { withLinks: true });
    expect(await bench.status(survivor.url)).toBe(200);
    expect(await bench.status(victim.url)).toBe(410);
  });

  it('are created, listed and revoked only within their project', async () => {
    const { access } = bench.driftscape;
    const { secret } = await access.keys.create({ name: 'other', scope: 'admin', project: 'another' });
    const { id } = await link();
    const input = { animationId: animation.globalId, expiresAt: bench.in(dayMs) };
    const { createFileLink } = await bench.ask(create, { input }, secret);
    expect(createFileLink).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'animationId'] });
    const others = `query ($id: ID!) { fileLinks { nodes { id } } node(id: $id) { id } }`;
    expect(await bench.ask(others, { id }, secret)).toEqual({ fileLinks: { nodes: [] }, node: null });
    const revoke = `mutation ($id: ID!, $animation: ID!) {
      revokeFileLink(input: { linkId: $id }) { ... on UserError { code } }
      revokeFileLinks(input: { animationId: $animation }) { ... on UserError { code } }
    }`;
    expect(await bench.ask(revoke, { id, animation: animation.globalId }, secret)).toEqual({
      revokeFileLink: { code: 'NOT_FOUND' },
      revokeFileLinks: { code: 'NOT_FOUND' },
    });
  });

  it('continue after their secret was rotated, or end with it, and then have new URLs', async () => {
    const made = await link();
    const acceptOldUntil = new Date(bench.now() + 2 * dayMs);
    await rotateLinkSecret(bench.dataDirectory, undefined, { acceptOldUntil });
    // A server notices within a second.
    await expect.poll(async () => signerOf((await link()).url), waiting).not.toBe(signerOf(made.url));
    expect(await bench.status(made.url)).toBe(200);
    const fresh = await link();
    await rotateLinkSecret(bench.dataDirectory, undefined, { acceptOldUntil: null });
    await expect.poll(() => bench.status(fresh.url), waiting).toBe(410);
    const ended = await bench.fetch(made.url);
    expect([ended.status, await ended.text()]).toEqual([
      410,
      expect.stringContaining('its owner has ended it'),
    ]);
    // Whatever it claims to open: nobody learns from it what there is.
    const [nothing] = made.url.split('?').map((path) => path.replace(/[\w-]+\.mp4$/, 'none.mp4'));
    expect(await bench.status(`${nothing}${new URL(made.url).search}`)).toBe(410);
    expect(await bench.status(`${new URL(made.url).pathname}?link=dsl_${'A'.repeat(76)}`)).toBe(403);
    const { node } = await bench.ask(`{ node(id: "${made.id}") { ... on FileLink { url } } }`);
    expect(node.url).not.toBe(made.url);
    expect(await bench.status(node.url)).toBe(200);
  });
});

/** The seconds since 1970 until which a link is valid. */
function endOf(url: string): number {
  const text = (new URL(url).searchParams.get('link') ?? '').slice('dsl_'.length);
  return Buffer.from(text, 'base64url').readUIntBE(20, 5);
}

/** Which secret signed a link. */
function signerOf(url: string): string {
  return (new URL(url).searchParams.get('link') ?? '').slice('dsl_'.length, 9);
}
