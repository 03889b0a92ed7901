import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EngineProcess, type JobEvent } from '../../../src/inference/engine/client.ts';
import type { RenderRequest } from '../../../src/inference/job.ts';
import { type AnimationSettingsInput, parseSettings } from '../../../src/inference/settings.ts';
import { writeScenePhoto } from '../../../src/scenes/write.ts';
import { chooseEncoder } from '../../../src/video/choose-encoder.ts';
import { probeVideo } from '../../../src/video/decoder.ts';
import { writeTestBundle } from '../test-bundle.ts';

let root: string;
let bundleDirectory: string;
let photoPath: string;
let outputs: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'engine-'));
  bundleDirectory = await writeTestBundle(join(root, 'bundle'));
  photoPath = join(root, 'photo.png');
  await writeScenePhoto(photoPath, { width: 320, height: 180 });
});
beforeEach(async () => {
  outputs = await mkdtemp(join(root, 'outputs-'));
});
afterAll(() => rm(root, { recursive: true }));

function request(settings: AnimationSettingsInput = {}): RenderRequest {
  return {
    photoPath,
    folder: outputs,
    outputs: [
      { format: 'mp4-h264', fileName: 'video.mp4' },
      { format: 'jpeg', fileName: 'poster.jpg' },
    ],
    settings: parseSettings({ seconds: 0.5, motion: 1, encoderPreset: 'ultrafast', ...settings }),
  };
}
/** More than anybody waits for: such a job only ends by force. */
const endless = { seconds: 600, fps: 60 };

test('rejects an invalid bundle when the engine starts', async () => {
  const starting = EngineProcess.start({ bundleDirectory: root, device: 'cpu' });
  await expect(starting).rejects.toMatchObject({
    code: 'INVALID_BUNDLE',
    message: expect.stringMatching(/bundle\.json is at fault/),
  });
});

test('renders frames with the requested kernel', async () => {
  const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu', kernel: 'wasm' });
  try {
    expect(engine.renderer).toBe('wasm');
    expect(await engine.render('job', request({ seconds: 0.2 }))).toMatchObject({ renderer: 'wasm' });
  } finally {
    await engine.close();
  }
});

test('uses the requested encoder, or does not start', async () => {
  const taken = await chooseEncoder('auto');
  if (taken === 'x264') {
    const starting = EngineProcess.start({ bundleDirectory, device: 'cpu', encoder: 'nvenc' });
    await expect(starting).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringContaining('encoder nvenc to work'),
    });
  }
  const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu', encoder: taken });
  try {
    expect(engine.encoder).toBe(taken);
    expect(await engine.render('job', request({ seconds: 0.2 }))).toMatchObject({ encoder: taken });
  } finally {
    await engine.close();
  }
});

describe('a running engine', () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await EngineProcess.start({ bundleDirectory, device: 'cpu' });
  });
  afterAll(() => engine.close());

  test('reports its device and bundle', () => {
    expect(engine.device).toBe('cpu');
    expect(engine.bundle).toBe('test@1.0.0');
  });

  test('renders a video and a poster, reporting stages, frames and previews in order', async () => {
    const events: JobEvent[] = [];
    const report = await engine.render('job', request(), (event) => events.push(event));

    const stages = events.filter((event) => event.type === 'stage').map(({ stage }) => stage);
    expect(stages).toEqual(['decoding', 'predicting-motion', 'rendering', 'finishing']);
    const frames = events.filter((event) => event.type === 'progress').map(({ frame }) => frame);
    expect(frames).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(events.some((event) => event.type === 'preview')).toBe(true);
    expect(await readdir(outputs)).toEqual(['poster.jpg', 'video.mp4']);
    expect(await probeVideo(join(outputs, 'video.mp4'))).toMatchObject({
      width: 320,
      height: 180,
      frames: 15,
    });
    expect(report).toMatchObject({ frames: 15, fps: 30, quality: { firstFrameMaxAbsError: 0 } });
  });

  test('fails a job with the error of its photo, and takes the next one', async () => {
    const emptyPath = join(outputs, 'empty.jpg');
    await writeFile(emptyPath, '');
    const failing = engine.render('bad', { ...request(), photoPath: emptyPath });
    await expect(failing).rejects.toMatchObject({ name: 'UserError', code: 'INVALID_IMAGE' });
    await expect(engine.render('good', request())).resolves.toMatchObject({ frames: 15 });
  });

  test('names the invalid setting', async () => {
    const job = request();
    job.settings.widthPixels = 7680;
    await writeScenePhoto(join(outputs, 'tall.png'), { width: 64, height: 640 });
    const failing = engine.render('bad', { ...job, photoPath: join(outputs, 'tall.png') });
    await expect(failing).rejects.toMatchObject({ code: 'INVALID_SETTINGS', path: ['widthPixels'] });
  });

  test('stops between two frames when canceled, and leaves nothing', async () => {
    const cancellation = new AbortController();
    const job = engine.render(
      'long',
      request(endless),
      (event) => {
        if (event.type === 'progress' && event.frame === 3) cancellation.abort();
      },
      cancellation.signal,
    );
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(outputs)).toEqual([]);
  });

  test('does not start a job that was canceled before', async () => {
    const job = engine.render('never', request(), undefined, AbortSignal.abort());
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('takes one job at a time', async () => {
    const cancellation = new AbortController();
    const first = engine.render('first', request(endless), undefined, cancellation.signal);
    await expect(engine.render('second', request())).rejects.toThrow('renders first');
    cancellation.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('fails only its job after a crash, leaves nothing, and takes the next job in a new process', async () => {
    const before = engine.processId as number;
    const job = engine.render('doomed', request(endless), (event) => {
      if (event.type === 'progress' && event.frame === 3) process.kill(before, 'SIGKILL');
    });
    await expect(job).rejects.toMatchObject({
      code: 'ENGINE_CRASHED',
      isRetryable: true,
      message: expect.stringContaining('SIGKILL'),
    });
    expect(await readdir(outputs)).toEqual([]);
    await expect(engine.render('next', request())).resolves.toMatchObject({ frames: 15 });
    expect(engine.processId).not.toBe(before);
  });
});

test('kills a hanging process, whose job can be retried, and takes the next in a new process', async () => {
  const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu', stallSeconds: 10 });
  const before = engine.processId as number;
  const job = engine.render('stopped', request(endless), (event) => {
    if (event.type === 'progress' && event.frame === 3) process.kill(before, 'SIGSTOP');
  });
  const message = expect.stringContaining('reported nothing for 10 s');
  await expect(job).rejects.toMatchObject({ code: 'ENGINE_CRASHED', isRetryable: true, message });
  await expect(engine.render('next', request())).resolves.toMatchObject({ frames: 15 });
  expect(engine.processId).not.toBe(before);
  expect((await readdir(outputs)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  await engine.close();
}, 180_000);

/** A bundle that is read for ever: nobody writes into the pipe that is its manifest. */
async function endlessBundle(): Promise<string> {
  const directory = await mkdtemp(join(root, 'endless-'));
  await promisify(execFile)('mkfifo', [join(directory, 'bundle.json')]);
  return directory;
}

test('kills a process that is never ready, and reports that its start failed', async () => {
  const starting = EngineProcess.start({
    bundleDirectory: await endlessBundle(),
    device: 'cpu',
    startSeconds: 2,
  });
  const message = expect.stringContaining('was not ready to render after 2 s');
  await expect(starting).rejects.toMatchObject({ code: 'ENGINE_CRASHED', isRetryable: true, message });
});

test('ends an unwanted process before it is ready', async () => {
  const options = { bundleDirectory: await endlessBundle(), device: 'cpu' } as const;
  const controller = new AbortController();
  const starting = EngineProcess.start(options, controller.signal);
  controller.abort();
  await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
  await expect(EngineProcess.start(options, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('leaves nothing when closed in the middle of a job', async () => {
  const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu' });
  const { promise: isRendering, resolve } = Promise.withResolvers<void>();
  const job = engine.render('long', request(endless), (event) => {
    if (event.type === 'progress') resolve();
  });
  const ended = expect(job).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
  await isRendering;
  await engine.close();
  await ended;
  expect(await readdir(outputs)).toEqual([]);
});

test('ends when its parent is killed, and leaves nothing', async () => {
  const parent = fork(new URL('./doomed-parent.ts', import.meta.url), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  parent.send({ bundleDirectory, request: request(endless) });
  const [engineProcessId] = (await once(parent, 'message')) as [number];
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await waitUntilGone(engineProcessId);
  expect(await readdir(outputs)).toEqual([]);
});

describe('messages', () => {
  let engine: ReturnType<typeof fork>;
  afterEach(async () => {
    const ended = once(engine, 'exit');
    engine.disconnect();
    await ended;
  });

  test('keep their format', async () => {
    engine = fork(
      new URL('../../../src/inference/engine/process.ts', import.meta.url),
      [bundleDirectory, 'cpu'],
      {
        execArgv: [],
        serialization: 'advanced',
      },
    );
    const forms: Record<string, unknown> = {};
    const { promise, resolve } = Promise.withResolvers<void>();
    engine.on('message', (event: { type: string; jobId: string }) => {
      forms[event.type] ??= formOf(event);
      if (event.type === 'ready') engine.send({ type: 'render', jobId: 'a', request: request() });
      if (event.type === 'finished') {
        engine.send({ type: 'render', jobId: 'b', request: { ...request(), photoPath: 'nowhere.jpg' } });
      }
      if (event.type === 'failed') {
        engine.send({ type: 'render', jobId: 'c', request: request(endless) });
        engine.send({ type: 'cancel', jobId: 'c' });
      }
      if (event.type === 'canceled') resolve();
    });
    await promise;
    expect(forms).toMatchSnapshot();
  });
});

/** Values give way to their types; what names something stays. */
function formOf(value: unknown, key = ''): unknown {
  if (['type', 'jobId', 'stage', 'device', 'bundle', 'code', 'path'].includes(key)) return value;
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return value.map((item) => formOf(item));
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, formOf(item, name)]));
}

async function waitUntilGone(processId: number): Promise<void> {
  for (;;) {
    try {
      process.kill(processId, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
