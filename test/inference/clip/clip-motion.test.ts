import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, loadBundle } from '../../../src/inference/bundle/bundle.ts';
import { toNetworkImage } from '../../../src/inference/bundle/network-image.ts';
import { networkSize } from '../../../src/inference/bundle/schema.ts';
import { readClipMotion } from '../../../src/inference/clip/clip-motion.ts';
import { clipLimits } from '../../../src/inference/clip/limits.ts';
import { usualFps } from '../../../src/inference/frame-speed.ts';
import { resizePhoto } from '../../../src/photo/decode.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';
import { generateLandscape } from '../../../src/scenes/landscape.ts';
import type { Scene } from '../../../src/scenes/scene.ts';
import { writeTestBundle } from '../test-bundle.ts';
import { writeClip } from './write-clip.ts';

let folder: string;
let bundle: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clip-motion-'));
  const models = fileURLToPath(new URL('../../../models/default', import.meta.url));
  bundle = await loadBundle(models, { device: 'cpu' });
});
afterAll(async () => {
  await bundle.close();
  await rm(folder, { recursive: true });
});

const size = { width: 480, height: 270 };
const fps = 25;

let clips = 0;
const clip = (frames: Photo[]) => writeClip(join(folder, `${clips++}.mp4`), frames, fps);
const framesOf = ({ frameAt }: Scene, every: number, count = 40) =>
  Array.from({ length: count }, (_, i) => frameAt(i * every));

/** Mean velocity of what moves in a scene, weighted by its speed, in pixels of `size` a second; and the same under a code. */
async function velocities(scene: Scene, every: number, { code, speed }: { code: number[]; speed: number }) {
  const photo = await resizePhoto(scene.photo, networkSize, networkSize);
  const predicted = await bundle.predictFlow(toNetworkImage(photo), code);
  const [sum, like] = [
    [0, 0],
    [0, 0],
  ];
  for (let y = 0; y < networkSize; y++) {
    for (let x = 0; x < networkSize; x++) {
      const column = Math.floor(((x + 0.5) * size.width) / networkSize);
      const row = Math.floor(((y + 0.5) * size.height) / networkSize);
      const at = 2 * (row * size.width + column);
      const weight = Math.hypot(scene.flow[at], scene.flow[at + 1]);
      for (const axis of [0, 1]) {
        const halfSide = (axis === 0 ? size.width - 1 : size.height - 1) / 2;
        sum[axis] -= weight * scene.flow[at + axis] * every * fps;
        like[axis] -= weight * predicted[2 * (y * networkSize + x) + axis] * halfSide * speed * usualFps;
      }
    }
  }
  const degrees = ([x, y]: number[]) => (Math.atan2(y, x) * 180) / Math.PI;
  const turn = Math.abs(((degrees(like) - degrees(sum) + 540) % 360) - 180);
  return { turn, ratio: Math.hypot(...like) / Math.hypot(...sum) };
}

describe('the motion of a clip', () => {
  it.each([
    ['a landscape whose clouds drift', generateLandscape(size), 4],
    ['clouds that drift to the right', driftingClouds({ ...size, velocity: { x: 1.5, y: 0 } }), 1],
    ['clouds that drift to the left and up', driftingClouds({ ...size, velocity: { x: -1.2, y: -0.5 } }), 1],
  ])('of %s has its direction and speed', async (_, scene, every) => {
    const motion = await readClipMotion(bundle, await clip(framesOf(scene, every)));
    const found = await velocities(scene, every, motion);
    expect(found.turn).toBeLessThan(15);
    expect(found.ratio).toBeGreaterThan(0.7);
    expect(found.ratio).toBeLessThan(1.3);
  });

  it('is the code that the bundle’s encoder gives for it, scaled to the usual speed', async () => {
    // This one says the mean flow in shares of its bound, which is 2 points of 256.
    const plain = await loadBundle(await writeTestBundle(join(folder, 'plain')), { device: 'cpu' });
    const scene = driftingClouds({ ...size, velocity: { x: 3, y: 0 } });
    const { code, speed } = await readClipMotion(plain, await clip(framesOf(scene, 1, 16)));
    await plain.close();
    expect(code[0]).toBeGreaterThan(-0.85);
    expect(code[0]).toBeLessThan(-0.7);
    // 3 of 480 pixels, 25 times a second, at 1.6 points a step, 30 times a second.
    expect(speed).toBeCloseTo((3 * 255 * 25) / 479 / (1.6 * 30), 1);
  });
});

describe('a clip from which no motion can be learned is rejected:', () => {
  const drift = (seed: number) => driftingClouds({ ...size, seed, velocity: { x: 1, y: 0.3 } });
  const shaken = (i: number) => drift(1).frameAt(4 * Math.sin(i * 2.4));
  const cut = (i: number) => drift(1 + Math.floor(i / 5)).frameAt(i);
  const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n';
  const pictures = (count: number, picture: (i: number) => Photo) =>
    Array.from({ length: count }, (_, i) => picture(i));
  it.each([
    ['what is no video', () => file('clip.mp4', 'no video'), /as MP4, MOV, WebM or MKV, .* export it as MP4/],
    ['nothing', () => file('empty.mp4', ''), /as MP4, MOV, WebM or MKV/],
    ['a playlist, which names other files', () => file('list.mp4', playlist), /as MP4, MOV, WebM or MKV/],
    ['what only begins as a video', () => file('cut.mp4', '\0\0\0\x18ftypisom'), /can be opened, .* damaged/],
    [
      'a static one',
      () => clip(pictures(16, () => drift(1).photo)),
      /in which something moves, .*time lapse/,
    ],
    ['one that shakes', () => clip(pictures(16, shaken)), /fixed camera, .* shakes by .*tripod/],
    ['one that is too short', () => clip(pictures(8, drift(1).frameAt)), /at least 12 .* this one has 8/],
    ['one that is cut', () => clip(pictures(20, cut)), /in one shot, .* is cut 3 times/],
    [
      'one that is too long',
      () => writeClip(join(folder, 'long.mp4'), pictures(16, drift(1).frameAt), 0.25),
      /at most 60 seconds, but it has 64; cut out/,
    ],
  ])('%s', async (_, make, message) => {
    const path = await make();
    const refusal = await readClipMotion(bundle, path).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'INVALID_CLIP', message: expect.stringMatching(message) });
  });

  it('one of too many bytes, before it is opened', async () => {
    const path = await file('large.mp4', '');
    await truncate(path, clipLimits.bytes + 1024 ** 2);
    await expect(readClipMotion(bundle, path)).rejects.toThrow(/at most 50 MiB, but it has 51 MiB; cut/);
  });

  it('any, if the bundle has no motion encoder', async () => {
    const options = { absent: ['motion-encoder.onnx' as const] };
    const old = await loadBundle(await writeTestBundle(join(folder, 'old'), options), { device: 'cpu' });
    await expect(readClipMotion(old, 'any.mp4')).rejects.toThrow(
      /bundle with a motion encoder, but test@1.0.0/,
    );
    await old.close();
  });

  async function file(name: string, content: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }
});
