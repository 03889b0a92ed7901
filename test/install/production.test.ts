import { existsSync } from 'node:fs';
import { appendFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { probeVideo } from '../../src/video/decoder.ts';
import { landscape } from '../photo/pictures.ts';
import { Npm } from '../support/npm.ts';
import { checkout, makeProductionTree, removeProductionTree } from './production-tree.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let tree: string;
let npm: Npm;
let settings: Record<string, string>;

beforeAll(async () => {
  npm = await Npm.open();
  tree = await makeProductionTree(checkout);
  await landscape().jpeg().toFile(join(tree, 'photo.jpg'));
  settings = { DATA_DIR: join(tree, 'data'), PORT: '0', DEVICE: 'cpu' };
});

afterAll(async () => {
  await npm?.[Symbol.asyncDispose]();
  if (tree) await removeProductionTree(tree);
});

const run = (script: string, ...args: string[]) =>
  npm.run(tree, ['npm', 'run', '--silent', script, '--', ...args], settings);

describe('a production install', () => {
  const [, ...install] = packageFile.scripts.postinstall.split(' ');
  const isBuilt = async () =>
    (
      await npm.run(tree, [
        'node',
        '--input-type=module',
        '--eval',
        "console.log(await (await import('./scripts/install/built.ts')).isBuilt())",
      ])
    ).stdout.trim();

  it('uses the generated files that come with it, and compiles the addons if possible', async () => {
    const [wasm, ...addons] = ['render.wasm', 'render.node', 'planes.node'].map((name) =>
      join(tree, 'kernels/build', name),
    );
    const { mtimeMs } = await stat(wasm);
    const had = addons.map((path) => existsSync(path));
    for (const path of addons) await rm(path, { force: true });
    const { code, stderr } = await npm.run(tree, ['node', ...install]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await stat(wasm)).mtimeMs).toBe(mtimeMs);
    expect(addons.map((path) => existsSync(path))).toEqual(had);
    expect(existsSync(join(tree, 'node_modules/vite'))).toBe(false);
  });

  it('keeps the native kernel that came with it if there is no compiler', async () => {
    const kernel = join(tree, 'kernels/build/render.node');
    const before = existsSync(kernel);
    const { code } = await npm.run(tree, ['node', ...install], { CC: join(tree, 'no-compiler') });
    expect(code).toBe(0);
    expect(existsSync(kernel)).toBe(before);
  });

  it('renders', async () => {
    const video = join(tree, 'video.mp4');
    const { code, stderr } = await run(
      'animate',
      'photo.jpg',
      ...['--out', video, '--width', '320', '--seconds', '1', '--device', 'cpu'],
    );
    expect(code, stderr).toBe(0);
    expect(await probeVideo(video)).toMatchObject({ frames: 30 });
  });

  it('creates keys, serves the API and the studio, ends on npm’s signal, and can be backed up and restored', async () => {
    const { stdout: secret } = await run('keys', 'create', '--name', 'site');
    expect(secret).toContain('dsk_');
    const server = npm.start(tree, ['npm', 'start'], settings);
    const [, url] = await server.says(/ready at (http\S+)\/graphql/);
    expect((await fetch(`${url}/studio`)).status).toBe(200);
    expect((await fetch(`${url}/element/driftscape-video.js`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    server.kill('SIGTERM');
    await server.ended;

    const archive = join(tree, 'driftscape.tar');
    expect(await run('backup', archive)).toMatchObject({ code: 0 });
    settings.DATA_DIR = join(tree, 'restored');
    expect(await run('restore', archive)).toMatchObject({ code: 0 });
    expect((await run('keys', 'list')).stdout).toContain('site');
  });

  it('has a worker, which reports missing settings', async () => {
    const { code, stderr } = await run('worker');
    expect(code).toBe(1);
    expect(stderr).toContain('set DATABASE_URL');
  });

  it('detects generated files that are out of date after an update', async () => {
    expect(await isBuilt()).toBe('true');
    await appendFile(join(tree, 'kernels/render.as.ts'), '// newer\n');
    expect(await isBuilt()).toBe('false');
  });
});
