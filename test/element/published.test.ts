import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snippetCss } from '../../src/outputs/snippet.ts';
import { FileBench, type StoredAnimation } from '../files/file-bench.ts';
import { launch } from './browsers.ts';
import { type Loop, writeLoop } from './loops.ts';
import { Site } from './site.ts';
import { listener, Visit } from './visit.ts';

const loop: Loop = { name: 'lake', width: 640, height: 360 };

let folder: string;
let site: Site;
let bench: FileBench;
let browser: Browser;
let animation: StoredAnimation;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'element-'));
  await writeLoop(folder, loop);
  site = await Site.open(resolve(import.meta.dirname, '../../packages/element/dist'));
  bench = await FileBench.open();
  animation = await bench.addAnimation();
  await putFiles();
  browser = await launch('chrome');
});

afterAll(async () => {
  await browser?.close();
  await bench?.[Symbol.asyncDispose]();
  await site?.close();
  await rm(folder, { recursive: true });
});

/** Gives the animation files that browsers can show. */
async function putFiles(): Promise<void> {
  const { prisma, storage } = bench.driftscape;
  for (const [position, key] of [animation.videoKey, animation.posterKey].entries()) {
    const extension = key.slice(key.lastIndexOf('.'));
    const storageKey = key.replace(/[^/]+$/, `lake${extension}`);
    const bytes = await readFile(join(folder, `lake${extension}`));
    await storage.put(storageKey, bytes);
    await prisma.output.updateMany({
      where: { animationId: animation.id, position },
      data: { storageKey, widthPixels: loop.width, heightPixels: loop.height, sizeBytes: bytes.length },
    });
  }
}

it('plays from the snippet alone, with the script of the server, on a page of another site with a strict policy', async () => {
  await bench.ask(`mutation ($id: ID!) { publishAnimation(input: { animationId: $id }) { __typename } }`, {
    id: animation.globalId,
  });
  const query = `query ($id: ID!) {
    animation(id: $id) { snippet(alt: "A lake", element: true, inlineStyle: false) }
  }`;
  const { snippet } = (await bench.ask(query, { id: animation.globalId })).animation;
  const { url } = bench.server;
  const rules = `${snippetCss}\nbody{margin:0}`;
  const digest = createHash('sha256').update(rules).digest('base64');
  const policy = [
    `default-src 'none'; script-src ${url}; img-src ${url} data:; media-src ${url}`,
    `style-src 'sha256-${digest}'; require-trusted-types-for 'script'`,
  ].join('; ');
  const html = `<!doctype html><html lang="en"><title>Test</title><link rel="icon" href="data:,">
    <style>${rules}</style>${snippet}`;
  const there = await Visit.to(browser, site.putWhole(html, { 'content-security-policy': policy }));
  await there.sees({ isPlaying: true, isVideoShown: true });
  expect([...there.faults, ...there.complaints]).toEqual([]);
  const box = await there.page.evaluate(() =>
    document.querySelector('driftscape-video')?.getBoundingClientRect().toJSON(),
  );
  expect(box).toMatchObject({ x: 0, width: 800, height: expect.closeTo(450, 1) });
  await there.leave();
});

it('shows a published animation on a page of another site, without layout shifts or errors', async () => {
  const publish = `mutation ($id: ID!) {
    publishAnimation(input: { animationId: $id }) {
      ... on PublishAnimationSuccess { animation { manifestUrl } }
    }
  }`;
  const { publishAnimation } = await bench.ask(publish, { id: animation.globalId });
  const { manifestUrl } = publishAnimation.animation;
  expect(new URL(manifestUrl).origin).not.toBe(site.url);
  const html = `<p>Before</p>
    <driftscape-video src="${manifestUrl}" loading="eager" alt="A lake" width="640" height="360"></driftscape-video>
    <p>After</p>`;
  const reserve = '<style>driftscape-video{display:block;aspect-ratio:16/9}</style>';
  const there = await Visit.to(browser, site.put(html, { head: `${listener}${reserve}` }));
  await there.sees({ isPlaying: true, isVideoShown: true });
  const { shift, paint } = await there.paints();
  expect(shift).toBe(0);
  expect(paint).toMatch(new RegExp(`^${bench.server.url}/files/.*/lake\\.jpg$`));
  expect([...there.faults, ...there.complaints]).toEqual([]);
  await there.leave();
});
