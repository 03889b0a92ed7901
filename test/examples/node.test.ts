import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectPhoto } from '../../src/photo/inspect.ts';
import { probeVideo } from '../../src/video/decoder.ts';
import { type ExampleBench, openExampleBench } from './bench.ts';

const script = join(import.meta.dirname, '../../examples/node/animate.ts');

describe('the Node example', { timeout: 120_000 }, () => {
  let bench: ExampleBench;
  beforeAll(async () => {
    bench = await openExampleBench({ AUTH: 'keys' });
  });
  afterAll(() => bench?.[Symbol.asyncDispose]());

  function run(...args: string[]) {
    const env = { ...process.env, DRIFTSCAPE_URL: bench.server.url, DRIFTSCAPE_API_KEY: bench.apiKey };
    return promisify(execFile)(process.execPath, [script, ...args], { env });
  }

  it('authenticates, downloads the video of a photo and prints its progress', async () => {
    const video = join(bench.folder, 'video.mp4');
    const { stdout, stderr } = await run(bench.photo, video);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/decoding\n(.*\n)*rendering\n(.*\n)*120 of 120 frames\n/);
    const { width, height, frames } = await probeVideo(video);
    expect(frames).toBe(120);
    expect(stdout).toContain(`${video}: ${width} × ${height}\n`);
    expect(await inspectPhoto(join(bench.folder, 'preview.jpg'))).toMatchObject({ format: 'jpeg' });
  });

  it('reports what is wrong with a photo', async () => {
    const notes = join(bench.folder, 'notes.txt');
    await writeFile(notes, 'no photo');
    await expect(run(notes)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Expected a JPEG/),
    });
  });

  it('accepts the URL of the API as well', async () => {
    const notes = join(bench.folder, 'notes.txt');
    await writeFile(notes, 'no photo');
    const env = { ...process.env, DRIFTSCAPE_URL: bench.server.graphqlUrl, DRIFTSCAPE_API_KEY: bench.apiKey };
    await expect(promisify(execFile)(process.execPath, [script, notes], { env })).rejects.toMatchObject({
      stderr: expect.stringMatching(/^Expected a JPEG/),
    });
  });

  it('prints its usage', async () => {
    await expect(run()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Expected a photo: /),
    });
  });
});
