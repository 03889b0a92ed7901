import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FileBench, poster, type StoredAnimation, video } from '../file-bench.ts';
import { withAnimation } from '../with-animation.ts';
import { create, createLink, dayMs } from './create-link.ts';

let bench: FileBench;
let animation: StoredAnimation;

withAnimation((given) => {
  ({ bench, animation } = given);
});

const link = (target?: string, lifetimeMs?: number) => createLink(bench, animation, target, lifetimeMs);

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
    expect(await bench.bytes(manifest.sources[0].src)).toEqual(video);
    expect(await bench.bytes(manifest.poster)).toEqual(poster);
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
    expect(await bench.bytes(manifest.sources[0].src)).toEqual(video);
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

/** The seconds since 1970 until which a link is valid. */
function endOf(url: string): number {
  const text = (new URL(url).searchParams.get('link') ?? '').slice('dsl_'.length);
  return Buffer.from(text, 'base64url').readUIntBE(20, 5);
}
