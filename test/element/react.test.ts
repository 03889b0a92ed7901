import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNames, launch } from './browsers.ts';
import { type Loop, manifestOf, writeLoop } from './loops.ts';
import type { Scenes } from './react/app.ts';
import { Site } from './site.ts';
import { Visit } from './visit.ts';

const small: Loop = { name: 'small', width: 320, height: 180 };
const night: Loop = { name: 'night', width: 320, height: 180, light: 0.35 };
const scenes: Scenes = { day: manifestOf([small]), night: manifestOf([night]) };
const require = createRequire(import.meta.url);
const versions = {
  18: createRequire(require.resolve('react-18/package.json')),
  19: require,
};

let folder: string;
let site: Site;
const browsers: Partial<Record<string, Browser>> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'element-react-'));
  for (const loop of [small, night]) await writeLoop(folder, loop);
  site = await Site.open(resolve(import.meta.dirname, '../../packages/element/dist'), folder);
  for (const name of browserNames) browsers[name] = await launch(name);
}, 120_000);
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true });
});

/** Bundles the server's and the client's side with one version of React. */
async function bundle(version: keyof typeof versions): Promise<{ html: string; client: string }> {
  const where = (name: string) => dirname(versions[version].resolve(`${name}/package.json`));
  const outDir = join(folder, `react-${version}`);
  const shared = {
    configFile: false,
    logLevel: 'error',
    // Faults in hydration are told of in development alone.
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: { alias: { react: where('react'), 'react-dom': where('react-dom') } },
  } as const;
  const entry = (name: string) => join(import.meta.dirname, 'react', `${name}.ts`);
  await build({
    ...shared,
    build: {
      outDir,
      emptyOutDir: false,
      lib: { entry: entry('client'), formats: ['es'], fileName: 'client' },
    },
  });
  await build({
    ...shared,
    ssr: { noExternal: true },
    build: {
      outDir,
      emptyOutDir: false,
      ssr: entry('server'),
      rolldownOptions: { output: { entryFileNames: 'server.mjs' } },
    },
  });
  const { render } = await import(pathToFileURL(join(outDir, 'server.mjs')).href);
  return { html: render(scenes), client: `/react-${version}/client.js` };
}

describe.each([18, 19] as const)('with React %i', (version) => {
  let html: string;
  let client: string;
  beforeAll(async () => {
    ({ html, client } = await bundle(version));
  });

  it('renders the plain video and the manifest on servers', () => {
    expect(html).toMatch(
      /<driftscape-video(?= )(?=[^>]* class="hero")(?=[^>]* alt="A lake")(?=[^>]* style="max-width:640px")[^>]*><video poster="\/small\.jpg"/,
    );
    expect(html).toContain('<script type="application/json">');
  });

  it.each(browserNames)('is hydrated, observed and changed in %s', async (name) => {
    const data = JSON.stringify(scenes).replaceAll('"', '&quot;');
    const head = `<script type="module" src="${client}"></script>`;
    const address = site.put(`<div id="root" data-scenes="${data}">${html}</div>`, { head });
    const complaints: string[] = [];
    const there = await Visit.to(browsers[name] as Browser, address, async (page) => {
      page.on('console', (message) => {
        if (/^(error|warn)/.test(message.type())) complaints.push(message.text());
      });
    });
    await there.sees({ isPlaying: true, isVideoShown: true, source: '/small.mp4', width: 640 });
    const said = () => there.page.evaluate(() => document.querySelector('output')?.textContent);
    await there.page.locator('#night').click();
    await there.sees({ isPlaying: true, source: '/night.mp4', layers: 1 });
    // What it said before React was there, nobody heard.
    for (const expected of ['chosen', 'play']) {
      await there.page.locator('driftscape-video >>> button').click();
      await expect.poll(said, { timeout: 10_000 }).toBe(expected);
    }
    expect(complaints).toEqual([]);
    await there.leave();
  });
});
