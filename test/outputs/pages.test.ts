import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Crop } from '../../src/outputs/crops.ts';
import { placeholderOf } from '../../src/outputs/draw-placeholder.ts';
import { inElement } from '../../src/outputs/element-snippet.ts';
import { type ManifestFacts, manifestOf } from '../../src/outputs/manifest.ts';
import { blurDataUrl } from '../../src/outputs/placeholder.ts';
import { snippetCss, snippetOf } from '../../src/outputs/snippet.ts';
import type { StoredOutput } from '../../src/outputs/stored-output.ts';

const video = (format: string, width: number, codecs: string | null, more = {}): StoredOutput => ({
  kind: 'VIDEO',
  format,
  crop: 'original',
  widthPixels: width,
  heightPixels: (width * 9) / 16,
  sizeBytes: width,
  contentType: 'video/mp4',
  codecs,
  storageKey: `animations/a-1/${format.replace('mp4-', '')}${width}.mp4`,
  ...more,
});
const poster = (format: string, sizeBytes: number, more = {}): StoredOutput => ({
  ...video(format, 1280, ''),
  kind: 'POSTER',
  contentType: `image/${format}`,
  storageKey: `animations/a-1/poster.${format}`,
  sizeBytes,
  ...more,
});
const outputs = [
  video('mp4-h264', 1280, 'avc1.640028'),
  video('mp4-h264', 640, 'avc1.64001e'),
  video('mp4-av1', 1280, 'av01.0.08M.08'),
  video('mp4-av1', 640, 'av01.0.04M.08'),
  video('mov-prores', 1280, 'apch', { contentType: 'video/quicktime' }),
  video('mp4-h264', 360, 'avc1.64001e', { crop: '9:16', heightPixels: 640 }),
  poster('jpeg', 300),
  poster('avif', 100),
];
const addresses = {
  file: (key: string) => `https://x.org/files/${key}`,
  manifest: (id: string) => `https://x.org/m/${id}`,
};
const facts: ManifestFacts = {
  status: 'SUCCEEDED',
  outputs,
  report: {
    frames: 240,
    fps: 30,
    placeholder: { thumbHash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', averageColour: '#8090a0' },
  },
  light: 'as-taken',
  isDark: false,
  companions: [{ id: 'b', light: 'moonlit-night', isDark: true }],
};

describe('a manifest', () => {
  it('lists what browsers can play, the smallest codec first, and the posters, the smallest first', () => {
    const manifest = manifestOf(facts, addresses);
    const shown = manifest.sources.map(({ type, width, crop }) => `${type} ${width} ${crop}`);
    expect(shown).toEqual([
      'video/mp4; codecs="av01.0.04M.08" 640 original',
      'video/mp4; codecs="av01.0.08M.08" 1280 original',
      'video/mp4; codecs="avc1.64001e" 360 9:16',
      'video/mp4; codecs="avc1.64001e" 640 original',
      'video/mp4; codecs="avc1.640028" 1280 original',
    ]);
    expect(manifest.posters.map(({ type }) => type)).toEqual(['image/avif', 'image/jpeg']);
    expect(manifest).toMatchObject({
      version: 1,
      status: 'SUCCEEDED',
      poster: 'https://x.org/files/animations/a-1/poster.jpeg',
      still: 'https://x.org/files/animations/a-1/poster.jpeg',
      aspectRatio: 1.7778,
      width: 1280,
      height: 720,
      durationSeconds: 8,
      averageColour: '#8090a0',
      light: 'as-taken',
      isDark: false,
      companions: [{ light: 'moonlit-night', isDark: true, manifest: 'https://x.org/m/b' }],
    });
    expect(manifest.blurDataURL).toMatch(/^data:image\/png;base64,/);
  });

  it('has no files and no figures until the animation has succeeded', () => {
    const manifest = manifestOf({ ...facts, status: 'RUNNING', outputs: [], report: null }, addresses);
    const nothing = {
      poster: null,
      still: null,
      blurDataURL: null,
      aspectRatio: null,
      durationSeconds: null,
    };
    expect(manifest).toMatchObject({ status: 'RUNNING', sources: [], posters: [], ...nothing });
  });
});

describe('a snippet', () => {
  const options = {
    alt: 'A lake',
    crop: 'original',
    controls: true,
    hasInlineStyle: true,
    address: addresses.file,
  } as const;

  it('plays muted and inline in reserved space, smallest codec first, and shows the still for reduced motion', () => {
    const html = snippetOf(outputs, options) ?? '';
    expect(html).toContain(
      '<video autoplay muted loop playsinline controls poster="https://x.org/files/animations/a-1/poster.jpeg" width="1280" height="720" preload="metadata" aria-label="A lake">',
    );
    const sources = Array.from(
      html.matchAll(/<source src="[^"]*\/(\w+)\.mp4" type="([^"]*)"( media="[^"]*")?>/g),
    );
    expect(sources.map(([, name, , media]) => `${name}${media ?? ''}`)).toEqual([
      'av11280 media="(min-width:641px)"',
      'av1640',
      'h2641280 media="(min-width:641px)"',
      'h264640',
    ]);
    expect(sources[0][2]).toBe('video/mp4; codecs=&quot;av01.0.08M.08&quot;');
    // No rule may reach the style itself: it would be shown as text.
    expect(html).not.toContain('>*{');
    expect(html).toMatch(/prefers-reduced-motion:reduce\)\{[^}]*>video\{display:none\}/);
    expect(html).toContain('<img src="https://x.org/files/animations/a-1/poster.jpeg" alt="A lake"');
  });

  it('shows another crop on request, and is empty if there is no such video', () => {
    const upright = snippetOf(outputs, { ...options, crop: '9:16' }) ?? '';
    expect(upright).toContain('width="360" height="640"');
    expect(snippetOf(outputs, { ...options, crop: '1:1' })).toBeNull();
    expect(snippetOf([], options)).toBeNull();
  });

  it('waits for a click if the crop has no poster to show for reduced motion', () => {
    for (const crop of ['9:16', 'original'] as const) {
      const videos = outputs.filter(({ kind }) => crop === '9:16' || kind === 'VIDEO');
      const html = snippetOf(videos, { ...options, crop, controls: false }) ?? '';
      expect(html).toMatch(/<video muted loop playsinline controls width/);
      expect(html).not.toMatch(/<img|@media|poster/);
    }
  });

  it('has one file per codec, crop and width, the best', () => {
    const alike = { storageKey: 'animations/a-1/better.mp4', sizeBytes: 5000 };
    const twice = [video('mp4-h264', 640, 'avc1.64001e', alike), ...outputs];
    const html = snippetOf(twice, options) ?? '';
    expect(html).toContain('better.mp4');
    expect(html).not.toContain('h264640.mp4');
    expect(html.match(/<source/g)).toHaveLength(4);
    const { sources } = manifestOf({ ...facts, outputs: twice }, addresses);
    expect(sources.filter(({ width, src }) => width === 640 && !src.includes('av1'))).toHaveLength(1);
  });

  it('escapes texts', () => {
    const html = snippetOf(outputs, { ...options, alt: "\"><script>alert('1') & </script>" }) ?? '';
    expect(html).not.toContain('<script');
    expect(html).toContain('aria-label="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;) &amp; &lt;/script&gt;"');
  });

  it('comes without a style too, for pages that forbid inline ones: one rule set suits all snippets', () => {
    const plain = { ...options, hasInlineStyle: false, averageColour: '#8090a0' };
    const htmls = ['original', '9:16'].map(
      (crop) => snippetOf(outputs, { ...plain, crop: crop as Crop }) ?? '',
    );
    for (const html of htmls) {
      expect(html).not.toMatch(/style/);
      expect(html).toMatch(/^<div class="driftscape">/);
    }
    expect(htmls[0]).toContain('<img src');
    // Without a still, the video stays for those who want no motion: it does not start by itself.
    expect(snippetCss).toContain('(prefers-reduced-motion:reduce){.driftscape>video[poster]{display:none}');
  });

  it('hides decoration from screen readers', () => {
    expect(snippetOf(outputs, { ...options, alt: '', controls: false })).toContain('aria-hidden="true"');
  });
});

describe('a snippet in the element', () => {
  const snippet = '<div>plain</div>';
  const choices = { alt: 'A "lake"', controls: true, script: 'https://x.org/element/e.js' };

  it('holds the plain snippet, the manifest and the script', () => {
    const html = inElement(snippet, manifestOf(facts, addresses), choices);
    expect(html).toMatch(/^<script type="module" src="https:\/\/x\.org\/element\/e\.js"><\/script>\n/);
    expect(html).toContain('<driftscape-video alt="A &quot;lake&quot;">\n<div>plain</div>\n');
    const [, json] = /<script type="application\/json">(.*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json)).toEqual(manifestOf(facts, addresses));
  });

  it('has no button where no controls are wanted, and keeps texts from becoming markup', () => {
    const evil = { ...facts, light: '</script><script>alert(1)</script>' };
    const html = inElement(snippet, manifestOf(evil, addresses), { ...choices, alt: '', controls: false });
    expect(html).toContain('<driftscape-video alt="" button="none">');
    expect(html.match(/<script/g)).toHaveLength(2);
  });
});

describe('a placeholder', () => {
  it('has the mean colour, and a hash that decodes to a small picture of the same aspect', async () => {
    const [width, height] = [320, 160];
    const rgba = new Uint8Array(width * height * 4).map((_, i) => [200, 100, 50, 255][i % 4]);
    const { thumbHash, averageColour } = await placeholderOf(rgba, width, height);
    expect(averageColour).toBe('#c86432');
    expect(Buffer.from(thumbHash, 'base64').length).toBeLessThan(30);
    const png = Buffer.from(blurDataUrl(thumbHash).split(',')[1], 'base64');
    const small = await sharp(png).metadata();
    expect((small.width ?? 0) / (small.height ?? 1)).toBeCloseTo(2, 0);
  });
});
