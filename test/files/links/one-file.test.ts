import { describe, expect, it } from 'vitest';
import { type FileBench, poster, type StoredAnimation, video } from '../file-bench.ts';
import { withAnimation } from '../with-animation.ts';
import { create, createLink, dayMs } from './create-link.ts';

let bench: FileBench;
let animation: StoredAnimation;

// Tests show many wrong links, and count as one address.
withAnimation(
  (given) => {
    ({ bench, animation } = given);
  },
  { TRUSTED_PROXIES: '1' },
);

const link = (target?: string, lifetimeMs?: number) => createLink(bench, animation, target, lifetimeMs);

describe('a signed link', () => {
  it('gives anyone the file that it was created for, until it expires', async () => {
    const { url, target } = await link('VIDEO', 60_000);
    expect(target).toBe('VIDEO');
    expect(url).toMatch(/\/files\/animations\/[^?]+\.mp4\?link=dsl_[\w-]{76}$/);
    expect(await bench.bytes(url)).toEqual(video);
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
    expect(await bench.bytes(url)).toEqual(poster);
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
    expect(await bench.bytes(link.url)).toEqual(poster);
    expect((await ask({})).link).toMatchObject({ target: 'MANIFEST', output: null });
  });

  it('is rejected for unknown outputs, and for two at once', async () => {
    const refused = { code: 'INVALID_INPUT', path: ['input', 'output'] };
    for (const output of [2, -1, 2_147_483_647]) expect(await ask({ output })).toEqual(refused);
    expect(await ask({ output: 0, target: 'MANIFEST' })).toEqual(refused);
    expect(await ask({ target: 'OUTPUT' })).toEqual(refused);
  });
});
