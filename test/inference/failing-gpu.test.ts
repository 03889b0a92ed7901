import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AVERROR_EXTERNAL } from 'node-av/constants';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AnimateOptions, animate } from '../../src/inference/animate.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import type { RenderEvent, RenderRequest } from '../../src/inference/job.ts';
import { Memory } from '../../src/inference/memory.ts';
import { loadPhotos } from '../../src/inference/photos.ts';
import { Predictions } from '../../src/inference/predictions.ts';
import { type AnimationSettingsInput, parseSettings } from '../../src/inference/settings.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { openCodec as openFfmpeg } from '../../src/video/codec.ts';
import { probeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { gpuEncoderFailed } from '../../src/video/ffmpeg.ts';
import type { VideoEncoderSettings } from '../../src/video/video.ts';
import { writeTestBundle } from './test-bundle.ts';

/** The GPU's encoder is x264 here, until it has taken so many frames; undefined: there is none. */
let framesTaken: number | undefined;
async function openCodec(settings: VideoEncoderSettings) {
  if (settings.encoder === 'x264') return openFfmpeg(settings);
  if (framesTaken === undefined) throw gpuEncoderFailed(AVERROR_EXTERNAL, 'nvenc refused');
  const context = await openFfmpeg({ ...settings, encoder: 'x264' });
  const sendFrame = context.sendFrame.bind(context);
  let left = framesTaken;
  context.sendFrame = async (frame) => (left-- > 0 ? sendFrame(frame) : AVERROR_EXTERNAL);
  return context;
}

let root: string;
let bundle: Bundle;
/** What every video begins with: read once, as it is not what the tests are about. */
let known: Required<Pick<AnimateOptions, 'photos' | 'predictions' | 'memory'>>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'failing-gpu-'));
  bundle = await loadBundle(await writeTestBundle(join(root, 'bundle')), { device: 'cpu' });
  await writeScenePhoto(join(root, 'photo.png'), { width: 320, height: 180 });
  const photos = await loadPhotos(join(root, 'photo.png'));
  known = { photos, predictions: new Predictions(bundle, photos), memory: new Memory() };
});
afterEach(() => rm(join(root, 'video.mp4'), { force: true }));
afterAll(async () => {
  await bundle.close();
  await rm(root, { recursive: true });
});

const frames = 15;

async function make(input: AnimationSettingsInput = {}) {
  const settings = parseSettings({ seconds: frames / 30, motion: 1, encoderPreset: 'ultrafast', ...input });
  const request: RenderRequest = {
    photoPath: join(root, 'photo.png'),
    folder: root,
    outputs: [{ format: 'mp4-h264', fileName: 'video.mp4' }],
    settings,
  };
  const events: RenderEvent[] = [];
  const lines: string[] = [];
  const report = await animate(bundle, request, {
    ...known,
    encoder: 'nvenc',
    openVideo: (path, settings) => openVideoEncoder(path, settings, { openCodec }),
    onEvent: (event) => events.push(event),
    log: (line) => lines.push(line),
  });
  const progress = events.filter((event) => event.type === 'progress').map(({ frame }) => frame);
  const stages = events.filter((event) => event.type === 'stage').map(({ stage }) => stage);
  return { report, lines, progress, stages };
}

const everyFrame = Array.from({ length: frames }, (_, i) => i + 1);
const everyStage = ['decoding', 'predicting-motion', 'rendering', 'finishing'];

test('encodes with a GPU that works', async () => {
  framesTaken = frames + 1;
  const { report, lines } = await make();
  expect(report.encoder).toBe('nvenc');
  expect(lines).toEqual([]);
});

test.each([0, 7, frames])(
  'encodes with x264 after a GPU failure at frame %i, and reports nothing twice',
  async (taken) => {
    framesTaken = taken;
    const { report, lines, progress, stages } = await make();
    expect(report).toMatchObject({ encoder: 'x264', frames });
    expect(lines).toEqual([
      expect.stringMatching(
        /^x264 makes the video from its beginning: nvenc failed in the middle of a video/,
      ),
    ]);
    expect(progress).toEqual(everyFrame);
    expect(stages).toEqual(everyStage);
    expect(await probeVideo(join(root, 'video.mp4'))).toMatchObject({ frames, codec: 'h264' });
    expect((await readdir(root)).sort()).toEqual(['bundle', 'photo.png', 'video.mp4']);
  },
);

test('does not use a GPU that has failed before the video begins', async () => {
  framesTaken = undefined;
  const { report, lines, progress } = await make();
  expect(report).toMatchObject({ encoder: 'x264', frames });
  expect(lines).toEqual([expect.stringContaining('x264 makes the video from its beginning: nvenc refused')]);
  expect(progress).toEqual(everyFrame);
});

test('encodes with x264 at once if the GPU cannot be lossless', async () => {
  framesTaken = 0;
  const { report, lines } = await make({ lossless: true });
  expect(report.encoder).toBe('x264');
  expect(lines).toEqual([]);
});
