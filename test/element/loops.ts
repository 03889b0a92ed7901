import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Manifest, MediaFile } from '../../packages/element/src/manifest.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { yuvOf } from '../video/pictures.ts';

const fps = 24;
export const loopSeconds = 2;
export const h264 = 'video/mp4; codecs="avc1.640015"';

export interface Loop {
  name: string;
  width: number;
  height: number;
  /** Share of the light; default 1. */
  light?: number;
}

/** How far the picture swings to either side, in pixels. */
const swing = 12;

/** Writes `<name>.mp4` and its frame 0 as `<name>.jpg`: a window that swings before a generated landscape, there and back. */
export async function writeLoop(folder: string, { name, width, height, light = 1 }: Loop): Promise<void> {
  const { photo } = generateLandscape({ width: width + 2 * swing, height });
  for (let at = 0; at < photo.rgba.length; at++) if (at % 4 < 3) photo.rgba[at] *= light;
  const frames = fps * loopSeconds;
  const video = await openVideoEncoder(join(folder, `${name}.mp4`), {
    ...{ width, height, fps, crf: 23 },
    preset: 'ultrafast',
  });
  for (let frame = 0; frame < frames; frame++) {
    const offset = swing + Math.round(swing * Math.sin((2 * Math.PI * frame) / frames));
    await video.addFrame(yuvOf(windowOf(photo, offset, width)));
  }
  await video.finish();
  const { rgba } = windowOf(photo, swing, width);
  const poster = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
  await poster.jpeg({ quality: 90 }).toFile(join(folder, `${name}.jpg`));
}

/** Its columns from `offset` on. */
function windowOf({ width: wide, height, rgba }: Photo, offset: number, width: number): Photo {
  const window = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const start = 4 * (y * wide + offset);
    window.set(rgba.subarray(start, start + 4 * width), 4 * y * width);
  }
  return { width, height, rgba: window };
}

/** A video as manifests list it. */
export function sourceOf({ name, width, height }: Loop, type = h264): MediaFile {
  return { src: `/${name}.mp4`, type, width, height };
}

/** What the server would write of these, the first giving the shape. */
export function manifestOf(loops: Loop[], more: Partial<Manifest> = {}): Manifest {
  const [{ name, width, height }] = loops;
  return {
    version: 1,
    status: 'SUCCEEDED',
    poster: `/${name}.jpg`,
    sources: loops.map((loop) => sourceOf(loop)),
    averageColour: '#6d7f8c',
    ...{ width, height, aspectRatio: width / height, durationSeconds: loopSeconds },
    ...more,
  };
}

export async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify(value));
}
