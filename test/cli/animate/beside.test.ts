import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { snippetCss } from '../../../src/outputs/snippet.ts';
import { probeVideo } from '../../../src/video/decoder.ts';
import { CommandBench, runHere } from './bench.ts';

let bench: CommandBench;
beforeAll(async () => {
  bench = await CommandBench.open();
});
beforeEach(() => bench.clear());
afterAll(() => bench[Symbol.asyncDispose]());

describe('additional outputs', () => {
  test('are made from the same frames, by extension or format', async () => {
    const [square, poster] = [join(bench.folder, 'square.webm'), join(bench.folder, 'poster.avif')];
    const { exitCode, stdout, stderr } = await bench.animate(
      ...['--output', `${square},crop=1:1,width=128,effort=fast`],
      ...['--output', `${poster},quality=50`, '--json'],
    );
    expect(stderr).not.toMatch(/INVALID/);
    expect(exitCode).toBe(0);
    const { outputs } = JSON.parse(stdout);
    expect(outputs).toMatchObject([
      { path: bench.video, format: 'mp4-h264', width: 320, height: 200 },
      { path: square, format: 'webm-vp9', crop: '1:1', width: 128, height: 128 },
      { path: poster, format: 'avif', width: 320, height: 200 },
    ]);
    expect(await probeVideo(square)).toMatchObject({ width: 128, height: 128, codec: 'vp9' });
    expect((await readdir(bench.folder)).toSorted()).toEqual(['poster.avif', 'square.webm', 'video.mp4']);
  });

  test('exceed their budget only with a warning', async () => {
    const { exitCode, stderr } = await bench.animate(
      '--output',
      `${join(bench.folder, 'large.gif')},max-bytes=10000`,
    );
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/large\.gif is \d+ bytes larger than max-bytes/);
  });

  test('cannot be a web set for lossless video', async () => {
    const { exitCode, stderr } = await bench.animate('--lossless', '--web', join(bench.folder, 'lake'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--web <folder>' cannot be used with option '--lossless'/);
  });

  test('form a web set with --web: files, HTML and manifest', async () => {
    const web = join(bench.folder, 'lake');
    await mkdir(web);
    // Of an earlier set: one file of it, and what others may have put there.
    const before = { sources: [{ src: 'video-1280.h264.mp4' }, { src: '../mine.mp4' }], posters: [] };
    await writeFile(join(web, 'manifest.json'), JSON.stringify(before));
    for (const name of ['video-1280.h264.mp4', 'video-640.h264.mp4']) await writeFile(join(web, name), 'old');
    await writeFile(join(bench.folder, 'mine.mp4'), 'mine');
    const { exitCode } = await runHere(
      ...[bench.photo, '--web', web, '--alt', 'A "lake"', '--force', '--bundle', bench.bundle],
      ...['--device', 'cpu', '--seconds', '0.2'],
    );
    expect(exitCode).toBe(0);
    expect(await readdir(bench.folder)).toContain('mine.mp4');
    const names = ['manifest.json', 'poster.avif', 'poster.jpg', 'poster.webp', 'snippet.html'];
    expect((await readdir(web)).toSorted()).toEqual([
      ...names,
      'video-320.av1.mp4',
      'video-320.h264.mp4',
      // No manifest says that it was made here.
      'video-640.h264.mp4',
    ]);
    const manifest = JSON.parse(await readFile(join(web, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      status: 'SUCCEEDED',
      poster: 'poster.jpg',
      width: 320,
      light: 'as-taken',
    });
    const snippet = await readFile(join(web, 'snippet.html'), 'utf8');
    expect(snippet).toContain('<source src="video-320.av1.mp4"');
    expect(snippet).toContain('aria-label="A &quot;lake&quot;"');
  });

  const animateFor = (web: string, ...args: string[]) =>
    runHere(
      ...[bench.photo, '--web', web, '--alt', 'A lake', '--bundle', bench.bundle, '--device', 'cpu'],
      ...['--seconds', '0.2', ...args],
    );
  const manifestIn = async (folder: string) =>
    JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const set = ['manifest.json', 'poster.avif', 'poster.jpg', 'poster.webp', 'snippet.html'];
  const videos = ['video-320.av1.mp4', 'video-320.h264.mp4'];

  test('are a set for each light with --lights, which know each other, and what shows them together', async () => {
    const web = join(bench.folder, 'lake');
    const { exitCode, stderr } = await animateFor(web, '--lights', 'as-taken,moonlit-night');
    expect(exitCode, stderr).toBe(0);
    expect((await readdir(web)).toSorted()).toEqual([
      'as-taken',
      'driftscape-video.js',
      'moonlit-night',
      'snippet.html',
    ]);
    for (const light of ['as-taken', 'moonlit-night'])
      expect((await readdir(join(web, light))).toSorted()).toEqual([...set, ...videos]);
    const [day, night] = [
      await manifestIn(join(web, 'as-taken')),
      await manifestIn(join(web, 'moonlit-night')),
    ];
    expect(day).toMatchObject({
      light: 'as-taken',
      isDark: false,
      companions: [{ light: 'moonlit-night', isDark: true, manifest: '../moonlit-night/manifest.json' }],
    });
    expect(night).toMatchObject({
      light: 'moonlit-night',
      companions: [{ light: 'as-taken', isDark: false, manifest: '../as-taken/manifest.json' }],
    });
    const snippet = await readFile(join(web, 'snippet.html'), 'utf8');
    expect(snippet).toContain('<script type="module" src="driftscape-video.js"></script>');
    expect(snippet).toContain('<driftscape-video alt="A lake" light="auto">');
    expect(snippet).toContain('<source src="as-taken/video-320.av1.mp4"');
    const [, json] = /<script type="application\/json">(.*)<\/script>/.exec(snippet) ?? [];
    const shown = JSON.parse(json);
    expect(shown.companions[0].manifest).toBe('moonlit-night/manifest.json');
    for (const { src } of [...shown.sources, ...shown.posters]) await access(join(web, src));
  });

  test('are all made beside the videos of --out, and again with --force alone', async () => {
    const web = join(bench.folder, 'lake');
    const args = ['--lights', 'as-taken,moonlit-night', '--out', bench.video];
    expect(await animateFor(web, ...args)).toMatchObject({ exitCode: 0 });
    expect((await readdir(bench.folder)).toSorted()).toEqual([
      'lake',
      'video-as-taken.mp4',
      'video-moonlit-night.mp4',
    ]);
    const again = await animateFor(web, ...args.slice(0, 2));
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('add --force') });
    expect(await animateFor(web, ...args, '--force')).toMatchObject({ exitCode: 0 });
    expect((await manifestIn(join(web, 'as-taken'))).companions).toHaveLength(1);
  });

  test('leave no folder where they are refused', async () => {
    const web = join(bench.folder, 'lake');
    const { exitCode, stderr } = await animateFor(web, '--lights', 'as-taken,midnight');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('midnight')]);
    expect(await animateFor(web, '--lights', 'as-taken,moonlit-night', '--width', '9999')).toMatchObject({
      exitCode: 1,
    });
    expect(await readdir(bench.folder)).toEqual([]);
  });

  test('have a poster of each crop that is put beside them', async () => {
    const web = join(bench.folder, 'lake');
    const upright = join(web, 'upright.mp4');
    const { exitCode } = await animateFor(web, '--output', `${upright},crop=9:16`);
    expect(exitCode).toBe(0);
    expect((await readdir(web)).toSorted()).toEqual(
      [...set, ...videos, 'poster-9x16.jpg', 'upright.mp4'].toSorted(),
    );
    const { posters, sources } = await manifestIn(web);
    const sizeOf = (files: { crop: string; width: number; height: number }[]) => {
      const { width, height } = files.find(({ crop }) => crop === '9:16') ?? {};
      return `${width}×${height}`;
    };
    expect(sizeOf(posters)).toBe(sizeOf(sources));
  });

  test('have no style in the HTML with --no-inline-style, but in a file', async () => {
    const web = join(bench.folder, 'lake');
    expect(await animateFor(web, '--no-inline-style')).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(web, 'snippet.html'), 'utf8')).not.toContain('style');
    expect(await readFile(join(web, 'snippet.css'), 'utf8')).toBe(`${snippetCss}\n`);
    const { exitCode, stderr } = await bench.animate('--no-inline-style');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('add --web <folder>')]);
  });

  test.each([
    ['a field that there is not', 'a.mp4,size=3', /format, width, crop/],
    ['an ending that says nothing', 'a.bin', /format=/],
    ['an ending of another format', 'a.mp4,format=webm-vp9', /\.webm/],
    ['a crop that there is not', 'a.mp4,crop=3:2', /crop/],
    ['a quality without effect', 'a.mov,quality=50', /no quality for QuickTime/],
    ['a number that is none', 'a.mp4,width=wide', /--output .*: width: Expected a number, but received wide/],
    ['a depth that the format lacks', 'a.mp4,bits=10', /bits: Expected a bit depth of 8 .*; leave it out/],
    ['half a focus', 'a.mp4,crop=1:1,focus=0.3', /focus: Expected two numbers from 0 to 1, .*received 0\.3/],
  ])('are rejected for %s', async (_, output, message) => {
    const { exitCode, stderr } = await bench.animate('--output', join(bench.folder, output));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(await readdir(bench.folder)).toEqual([]);
  });
});
