import { describe, expect, it } from 'vitest';
import { rotateLinkSecret } from '../../../src/access/links/secrets.ts';
import { type FileBench, type StoredAnimation, video } from '../file-bench.ts';
import { withAnimation } from '../with-animation.ts';
import { create, createLink, dayMs } from './create-link.ts';

const waiting = { timeout: 10_000, interval: 200 };

let bench: FileBench;
let animation: StoredAnimation;

withAnimation((given) => {
  ({ bench, animation } = given);
});

const link = (target?: string, lifetimeMs?: number, key?: string) =>
  createLink(bench, animation, target, lifetimeMs, key);

describe('a link of a secret that has ended', () => {
  it('answers like any other link that has ended: what is published, it shows', async () => {
    const { url } = await link();
    await rotateLinkSecret(bench.dataDirectory, undefined, { acceptOldUntil: null });
    await expect.poll(() => bench.status(url), waiting).toBe(410);
    const publish = `mutation ($id: ID!) { publishAnimation(input: { animationId: $id }) { __typename } }`;
    await bench.ask(publish, { id: animation.globalId });
    expect(await bench.bytes(url)).toEqual(video);
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
      await link('VIDEO', dayMs, kept.secret),
      await link('VIDEO', dayMs, ended.secret),
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

/** Which secret signed a link. */
function signerOf(url: string): string {
  return (new URL(url).searchParams.get('link') ?? '').slice('dsl_'.length, 9);
}
