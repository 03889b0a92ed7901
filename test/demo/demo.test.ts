import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inspectPhoto } from '../../src/photo/inspect.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { probeVideo } from '../../src/video/decoder.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';

const script = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));

describe('npm run demo', { timeout: 120_000 }, () => {
  let root: string;
  let bundle: string;
  let photo: string;
  let out: string;
  /** Where the demo makes its temporary folders. */
  let temporary: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'driftscape-demo-test-'));
    bundle = await writeTestBundle(join(root, 'bundle'));
    photo = join(root, 'photo.jpg');
    await writeScenePhoto(photo, { width: 192, height: 128 });
  });
  beforeEach(async () => {
    out = await mkdtemp(join(root, 'out-'));
    temporary = await mkdtemp(join(root, 'tmp-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [script, '--out', out, ...args], {
      env: { ...process.env, TMPDIR: temporary, BUNDLE_DIR: bundle, DEVICE: 'cpu' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
    let text = '';
    for await (const chunk of stream ?? []) text += chunk;
    return text;
  }

  async function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const demo = start(...args);
    const [stdout, stderr, [exitCode]] = await Promise.all([
      textOf(demo.stdout),
      textOf(demo.stderr),
      once(demo, 'exit'),
    ]);
    return { exitCode, stdout, stderr };
  }

  it('writes the video, its poster and a contact sheet, and reports', async () => {
    out = join(out, 'a', 'new', 'folder');
    const { exitCode, stdout, stderr } = await run(photo, '--seconds', '1', '--width', '128');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect((await readdir(out)).sort()).toEqual(['contact-sheet.jpg', 'poster.jpg', 'video.mp4']);
    expect(await probeVideo(join(out, 'video.mp4'))).toMatchObject({ width: 128, height: 86, frames: 30 });
    expect(await inspectPhoto(join(out, 'poster.jpg'))).toMatchObject({ widthPixels: 128, heightPixels: 86 });
    expect(await inspectPhoto(join(out, 'contact-sheet.jpg'))).toMatchObject({ format: 'jpeg' });
    expect(stdout).toMatch(/first preview after [\d.]+ s: \d+ × \d+, [\d.]+ kB/);
    expect(stdout).toMatch(/30\/30 frames, [1-9]\d* previews/);
    expect(stdout).toContain('128 × 86, 30 frames at 30 fps');
    expect(stdout).toContain('frame 0 off the photo by 0');
    expect(await readdir(temporary)).toEqual([]);
  });

  it('reports what is wrong with a photo and leaves nothing', async () => {
    const notes = join(root, 'notes.txt');
    await writeFile(notes, 'no photo');
    const { exitCode, stderr } = await run(notes);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The demo failed: Expected a JPEG');
    expect(await readdir(out)).toEqual([]);
    expect(await readdir(temporary)).toEqual([]);
  });

  it.each([
    ['a photo that is not there', () => join(root, 'nothing.jpg'), 'nothing is there'],
    ['a folder for a photo', () => root, 'it is a folder'],
    ['an empty name for a photo', () => '', 'Expected a path, but it is empty'],
  ])('reports what is wrong with %s, and starts no server', async (_, name, why) => {
    const { exitCode, stdout, stderr } = await run(name());
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(why);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('reports why its folder cannot be created', async () => {
    out = '/proc/nowhere/demo';
    const { exitCode, stderr } = await run(photo);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^The demo failed: ENOENT: .*'\/proc\/nowhere'\n$/);
  });

  it('cleans up when interrupted during rendering', async () => {
    const demo = start(photo, '--seconds', '60');
    const exited = once(demo, 'exit');
    let address = '';
    for await (const line of createInterface({ input: demo.stdout as NodeJS.ReadableStream })) {
      address ||= /ready at (\S+)\/graphql/.exec(line)?.[1] ?? '';
      if (line.includes('first preview')) demo.kill('SIGINT');
    }
    expect((await exited)[0]).toBe(130);
    expect(await readdir(temporary)).toEqual([]);
    await expect(fetch(`${address}/health`)).rejects.toThrow('fetch failed');
  });
});
