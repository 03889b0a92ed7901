import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { draftSettings } from '../../src/drafts/settings.ts';
import { DraftProcess } from '../../src/inference/engine/draft-client.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { code, sceneSide, writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';

// Networks are loaded, and whole videos made.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const size = { widthPixels: 640, heightPixels: 360 };
let folder: string;
let bundleDirectory: string;
let photo: { path: string; sha256: string };
let engine: DraftProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-drafts-'));
  bundleDirectory = await writeTestBundle(join(folder, 'bundle'), {
    motionCodes: [code(0.5, 0.2), code(1, 0.4)],
    scene: skyOverLand(),
  });
  photo = { path: join(folder, 'photo.jpg'), sha256: 'a'.repeat(64) };
  await writeFile(photo.path, await landscape().resize(640, 360).jpeg().toBuffer());
  engine = new DraftProcess({ bundleDirectory, device: 'cpu', idleMinutes: 5 });
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** Shares of a scene whose upper half is sky. */
function skyOverLand(): Float32Array {
  const points = sceneSide * sceneSide;
  const scene = new Float32Array(4 * points);
  scene.fill(1, points / 2, points);
  scene.fill(1, points, points + points / 2);
  return scene;
}

function task(settings: object = {}, name = 'draft.mp4') {
  const whole = draftSettings(parseSettings({ seconds: 1, ...settings }), size);
  return { photo, videoPath: join(folder, name), settings: whole };
}

describe('the draft process', () => {
  it('makes a small loop with the given settings', async () => {
    const wanted = task();
    const facts = await engine.run('draft', wanted);
    expect(facts).toEqual({ width: 480, height: 270, frames: 12, fps: 12 });
    const video = await probeVideo(wanted.videoPath);
    expect(video).toMatchObject({ width: 480, height: 270, fps: 12 });
    const frames: Buffer[] = [];
    for await (const { data } of decodeVideo(wanted.videoPath)) frames.push(Buffer.from(data));
    expect(frames).toHaveLength(12);
    expect(meanDifference(frames[0], frames[6])).toBeGreaterThan(0.1);
  });

  it('makes the same draft independently of earlier ones', async () => {
    const before = await draw({ ripples: 2 });
    await engine.run('draft', task({ motion: 0.1 }));
    await engine.run('draft', task({ freeze: [{ area: { region: 'SKY' } }] }));
    await engine.run('draft', task({ speedPercent: 5 }));
    expect((await draw({ ripples: 2 })).equals(before)).toBe(true);
    const fresh = new DraftProcess({ bundleDirectory, device: 'cpu', idleMinutes: 5 });
    try {
      await fresh.run('draft', task({ ripples: 2 }, 'fresh.mp4'));
    } finally {
      await fresh.close();
    }
    expect((await readFile(join(folder, 'fresh.mp4'))).equals(before)).toBe(true);
  });

  async function draw(settings: object): Promise<Buffer> {
    const wanted = task(settings);
    await engine.run('draft', wanted);
    return readFile(wanted.videoPath);
  }

  it('detects regions, as data and as pictures', async () => {
    const facts = await engine.run('scene', { photo, folder, settings: task().settings });
    expect(facts).toMatchObject(size);
    expect(facts.regions.map(({ region }) => region)).toEqual(['SKY', 'LAND']);
    const [sky, land] = facts.regions;
    expect(sky.areaShare + land.areaShare).toBeCloseTo(1, 1);
    expect(land).toMatchObject({ degrees: null, speedPercent: null });
    const mask = sharp(join(folder, 'sky.png'));
    expect(await mask.metadata()).toMatchObject({ format: 'png', channels: 1, depth: 'uchar' });
    const { data, info } = await mask.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) =>
      data[Math.floor(y * info.height) * info.width + Math.floor(x * info.width)];
    expect([at(0.5, 0.1), at(0.5, 0.9)]).toEqual([255, 0]);
    const preview = await sharp(join(folder, 'sky.jpg')).metadata();
    expect(preview).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
  });

  it('can draft a photo quickly once its scene was detected', async () => {
    const copy = { path: join(folder, 'copy.png'), sha256: 'c'.repeat(64) };
    await copyFile(photo.path, copy.path);
    const { settings, videoPath } = task({ ripples: 2 }, 'ready.mp4');
    await engine.run('scene', { photo: copy, folder, settings });
    // The next task waits until it is; then the file is needed no more.
    await engine.run('draft', task());
    await rm(copy.path);
    await engine.run('draft', { photo: copy, videoPath, settings });
    expect((await readFile(videoPath)).equals(await draw({ ripples: 2 }))).toBe(true);
  });

  it('predicts the drift of a photo for seeds, deterministically', async () => {
    const wanted = { photo, settings: draftSettings(parseSettings({}), size), seeds: [0, 1, 2] };
    const drifts = await engine.run('drifts', wanted);
    expect(drifts.map(({ seed }) => seed)).toEqual([0, 1, 2]);
    expect(new Set(drifts.map(({ degrees }) => degrees)).size).toBe(3);
    for (const { speedPercent } of drifts) expect(speedPercent).toBeGreaterThan(0);
    expect(await engine.run('drifts', wanted)).toEqual(drifts);
  });

  it('drops a canceled task, and continues with the next', async () => {
    const controller = new AbortController();
    const canceled = engine.run('draft', task({ seconds: 8, motion: 0.3 }), controller.signal);
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await engine.run('draft', task())).toMatchObject({ frames: 12 });
  });

  it('reports what is wrong with the settings, with the path', async () => {
    const freeze = [{ area: { mask: 'b'.repeat(64) } }];
    const fault = { code: 'INVALID_SETTINGS', path: ['freeze', '0', 'area', 'mask'] };
    await expect(engine.run('draft', task({ freeze }))).rejects.toMatchObject(fault);
  });

  it('is restarted after it was killed', async () => {
    const running = engine.run('draft', task({ seconds: 8, motion: 0.9 }));
    process.kill(engine.processId as number, 'SIGKILL');
    await expect(running).rejects.toMatchObject({ code: 'ENGINE_CRASHED', isRetryable: true });
    expect(await engine.run('draft', task())).toMatchObject({ frames: 12 });
  });

  it('ends after some idle time, and starts again on demand', async () => {
    const short = new DraftProcess({ bundleDirectory, device: 'cpu', idleMinutes: 0.001 });
    try {
      await short.run('draft', task());
      await expect.poll(() => short.processId, { timeout: 10_000 }).toBeUndefined();
      expect(await short.run('draft', task())).toMatchObject({ frames: 12 });
    } finally {
      await short.close();
    }
  });

  it('reports what is wrong with its bundle', async () => {
    const broken = new DraftProcess({ bundleDirectory: folder, device: 'cpu', idleMinutes: 5 });
    await expect(broken.run('draft', task())).rejects.toMatchObject({ code: 'INVALID_BUNDLE' });
    await broken.close();
  });
});

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}
