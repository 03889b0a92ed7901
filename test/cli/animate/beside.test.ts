import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

  test.each([
    ['a field that there is not', 'a.mp4,size=3', /format, width, crop/],
    ['an ending that says nothing', 'a.bin', /format=/],
    ['an ending of another format', 'a.mp4,format=webm-vp9', /\.webm/],
    ['a crop that there is not', 'a.mp4,crop=3:2', /crop/],
    ['a quality without effect', 'a.mov,quality=50', /no quality for QuickTime/],
  ])('are rejected for %s', async (_, output, message) => {
    const { exitCode, stderr } = await bench.animate('--output', join(bench.folder, output));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(await readdir(bench.folder)).toEqual([]);
  });
});
