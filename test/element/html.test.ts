import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { elementHtml, plainVideoCss } from '../../packages/element/src/html.ts';
import { manifestOf, sourceOf } from './loops.ts';

const loop = { name: 'lake', width: 1280, height: 720 };

it('the element is at most 6 kB, compressed, and imports nothing', async () => {
  const script = await readFile(resolve(import.meta.dirname, '../../packages/element/dist/index.js'));
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(6000);
  expect(String(script)).not.toMatch(/\bimport\b/);
});

it('can be imported without a page', async () => {
  const { DriftscapeVideo } = await import('../../packages/element/src/index.ts');
  expect(DriftscapeVideo.observedAttributes).toContain('src');
});

it('is rendered completely by servers', () => {
  const html = elementHtml(manifestOf([loop]), { alt: 'A lake', attributes: { light: 'auto' } });
  expect(html).toMatch(
    /^<driftscape-video alt="A lake" light="auto"><video poster="\/lake\.jpg" width="1280" height="720" aria-label="A lake" /,
  );
  expect(html).toContain(' muted loop playsinline controls preload="none"><source src="/lake.mp4" ');
  const [, json] = /<script type="application\/json">(.*)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toEqual(manifestOf([loop]));
});

it('is rendered without inline styles for strict policies', () => {
  const html = elementHtml(manifestOf([loop]), { alt: '', inlineStyle: false });
  expect(html).not.toContain('style=');
  expect(elementHtml(manifestOf([loop]), { alt: '' })).toContain('style="display:block;');
  expect(plainVideoCss).toMatch(/^driftscape-video>video\{display:block;/);
});

it('escapes everything from manifests and texts', () => {
  const evil = '"><script>alert(1)</script>';
  const manifest = manifestOf([loop], { poster: evil, light: '</script><script>alert(2)</script>' });
  const html = elementHtml(manifest, { alt: evil, attributes: { class: evil } });
  expect(html.match(/<script\b[^>]*>/g)).toEqual(['<script type="application/json">']);
  expect(html.match(/<\/script>/g)).toHaveLength(1);
});

it('without scripts, the file of middle width comes first within each codec', () => {
  const av1 = 'video/mp4; codecs="av01.0.08M.08"';
  const widths = [640, 1280, 1920].map((width) => ({ ...loop, name: `w${width}`, width }));
  const sources = [
    ...widths.map((one) => ({ ...sourceOf(one, av1), src: `/av1-${one.name}.mp4` })),
    ...widths.map((one) => sourceOf(one)),
  ];
  const html = elementHtml(manifestOf([loop], { sources }), { alt: '' });
  const order = Array.from(html.matchAll(/<source src="([^"]+)"/g), ([, src]) => src);
  expect([order[0], order[3]]).toEqual(['/av1-w1280.mp4', '/w1280.mp4']);
  expect(html).not.toContain('aria-label');
});
