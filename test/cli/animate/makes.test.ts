import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';
import { probeVideo } from '../../../src/video/decoder.ts';
import { writeClip } from '../../inference/clip/write-clip.ts';
import { CommandBench, cli, runHere, runProgram } from './bench.ts';

let bench: CommandBench;
beforeAll(async () => {
  bench = await CommandBench.open();
});
beforeEach(() => bench.clear());
afterAll(() => bench[Symbol.asyncDispose]());

test('writes the requested video, and with --json prints one line with all results', async () => {
  const { exitCode, stdout } = await runProgram([
    ...[cli, ...bench.shortOf(bench.photo, '--json', '--width', '160', '--fps', '25', '--speed', '0.5')],
    ...['--motion', 'motion-03', '--appearance', 'dusk', '--drive', 'recurrent', '--loop', 'crossfade'],
    ...['--seed', '7', '--crf', '30'],
  ]);
  expect(exitCode).toBe(0);
  const output = bench.video;
  const seconds = { decode: 0, motion: 0, appearance: 0, render: 0, encode: 0, check: 0, total: 0 };
  const quality = { firstFrameMaxAbsError: 0, seamRatio: 0, contrastKept: 0, meanSpeedPixels: 0 };
  const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string);
  expect(Object.keys(report)).toEqual([
    ...['output', 'width', 'height', 'frames', 'fps', 'device', 'bundle'],
    ...['seconds', 'peakRssBytes', 'quality', 'warnings', 'outputs'],
  ]);
  expect(report).toMatchObject({ output, width: 160, height: 100, frames: 10, fps: 25, device: 'cpu' });
  expect(report.bundle).toBe('test@1.0.0');
  expect(Object.keys(report.seconds)).toEqual(Object.keys(seconds));
  expect(Object.keys(report.quality)).toEqual(
    expect.arrayContaining([...Object.keys(quality), 'landChange', 'repeats']),
  );
  expect(await probeVideo(output)).toMatchObject({ width: 160, height: 100, frames: 10, fps: 25 });
  expect(await readdir(bench.folder)).toEqual(['video.mp4']);
});

test('prints its progress to standard error, line by line without a terminal', async () => {
  const { stdout, stderr } = await runProgram([cli, ...bench.shortOf(bench.photo)]);
  expect(stdout).toMatch(/video\.mp4: 320 × 200, 12 frames at 30 fps, [\d.]+ MB in [\d.]+ s\n$/);
  expect(stderr).toMatch(/^decoding\npredicting-motion\nrendering\n/);
  expect(stderr).toContain('12/12 frames\nfinishing\n');
});

test('applies the light of another picture, or of a look, from the first frame if it is held', async () => {
  for (const light of [
    ['--light-of', bench.photo],
    ['--light', 'moonlit-night'],
  ]) {
    const { exitCode, stdout } = await bench.animate(...light, '--light-course', 'held', '--json', '--force');
    expect(exitCode).toBe(0);
    const { firstFrameMaxAbsError } = JSON.parse(stdout).quality;
    if (light[1] === 'moonlit-night') expect(firstFrameMaxAbsError).toBeGreaterThan(50);
  }
});

test('makes one video per light, with the light in the name and a comment that identifies their common motion', async () => {
  const { exitCode, stdout } = await bench.animate('--lights', 'as-taken,moonlit-night', '--json');
  expect(exitCode).toBe(0);
  const reports = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const outputs = ['as-taken', 'moonlit-night'].map((light) => join(bench.folder, `video-${light}.mp4`));
  expect(reports.map(({ output }) => output)).toEqual(outputs);
  expect(reports[0].quality.firstFrameMaxAbsError).toBe(0);
  expect(reports[1].quality.firstFrameMaxAbsError).toBeGreaterThan(50);
  const facts = await Promise.all(outputs.map((path) => probeVideo(path)));
  expect(facts.map(({ frames }) => frames)).toEqual([12, 12]);
  const comments = facts.map(({ comment }) =>
    comment?.match(/^driftscape motion=([0-9a-f]{32}) light=(.+)$/),
  );
  expect(comments.map((match) => match?.[2])).toEqual(['as-taken', 'moonlit-night']);
  expect(comments[0]?.[1]).toBe(comments[1]?.[1]);
  expect((await readdir(bench.folder)).sort()).toEqual(['video-as-taken.mp4', 'video-moonlit-night.mp4']);
});

test('applies the motion of a clip', async () => {
  const scene = driftingClouds({ width: 320, height: 200, velocity: { x: 2, y: 0 } });
  const pictures = Array.from({ length: 16 }, (_, i) => scene.frameAt(i));
  const clip = await writeClip(join(bench.root, 'clip.mp4'), pictures);
  const { exitCode, stdout } = await bench.animate('--motion-of', clip, '--json');
  expect(exitCode).toBe(0);
  // Of 320 pixels, 2 move by 25 times a second, in a video of 30; the networks of the bundle move all alike.
  const { meanSpeedPixels } = JSON.parse(stdout).quality;
  expect(meanSpeedPixels).toBeGreaterThan((0.7 * (2 * 25)) / 30);
  expect(meanSpeedPixels).toBeLessThan((1.3 * (2 * 25)) / 30);
});

test('has help', async () => {
  const { exitCode, stdout } = await runHere('--help');
  expect(exitCode).toBe(0);
  for (const option of ['--width', '--drive', '--loop', '--bundle', '--device', '--json']) {
    expect(stdout).toContain(option);
  }
});
