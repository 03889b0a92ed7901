import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodePoster } from '../../src/photo/poster.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { formats, posterFormatNames, type VideoFormatName } from '../../src/video/formats.ts';
import { landscape } from '../photo/pictures.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { yuvOf } from './pictures.ts';

const size = { width: 320, height: 180 };
const pixels = size.width * size.height;

/** What the browser shows, and how long it says a video is. */
interface Shown {
  rgba: Buffer;
  seconds?: number;
}

describeInChromium('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  let photo: Buffer;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    folder = await mkdtemp(join(tmpdir(), 'driftscape-colours-'));
    // Soft, so that what is compared are colours and not what a codec makes of edges.
    photo = await landscape().resize(size.width, size.height).blur(2).ensureAlpha().raw().toBuffer();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  async function encode(format: VideoFormatName, alpha?: Uint8Array, bitDepth?: 8 | 10): Promise<Buffer> {
    const path = join(folder, `video-${bitDepth}.${formats[format].extension}`);
    const settings = { ...size, fps: 30, crf: 5, preset: 'medium', format, bitDepth } as const;
    const encoder = await openVideoEncoder(path, settings);
    const yuv = yuvOf({ ...size, rgba: photo });
    for (let frame = 0; frame < 6; frame++) await encoder.addFrame(yuv, alpha);
    await encoder.finish();
    return readFile(path);
  }

  /** The first frame as the page has it, drawn on nothing. */
  async function show(bytes: Uint8Array, contentType: string): Promise<Shown> {
    const url = `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`;
    const shown = await page.evaluate(
      async ({ url, isVideo, width, height }) => {
        const element = document.createElement(isVideo ? 'video' : 'img');
        const shown = new Promise((resolve, reject) => {
          element.addEventListener(isVideo ? 'loadeddata' : 'load', resolve);
          element.addEventListener('error', () => reject(new Error('It does not play')));
        });
        element.src = url;
        await shown;
        if (element instanceof HTMLVideoElement) {
          // Its pixels are there once it has been painted; all its frames are the same.
          element.muted = true;
          document.body.append(element);
          const painted = new Promise<void>((resolve) => element.requestVideoFrameCallback(() => resolve()));
          await element.play();
          await painted;
          element.remove();
        }
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d');
        context?.drawImage(element, 0, 0);
        const rgba = Array.from(context?.getImageData(0, 0, width, height).data ?? []);
        return { rgba, seconds: element instanceof HTMLVideoElement ? element.duration : undefined };
      },
      { url, isVideo: contentType.startsWith('video/'), ...size },
    );
    return { ...shown, rgba: Buffer.from(shown.rgba) };
  }

  /** Mean difference of red, green and blue from the photo, in levels, and the largest mean shift of one of them. */
  function differenceOf(rgba: Uint8Array, from: Uint8Array = photo) {
    const shift = [0, 0, 0];
    let absolute = 0;
    for (let at = 0; at < rgba.length; at++) {
      if (at % 4 === 3) continue;
      absolute += Math.abs(rgba[at] - from[at]);
      shift[at % 4] += rgba[at] - from[at];
    }
    return { absolute: absolute / (3 * pixels), shift: Math.max(...shift.map(Math.abs)) / pixels };
  }

  it.each([
    ['mp4-h264', 8],
    ['mp4-av1', 8],
    ['mp4-av1', 10],
    ['webm-av1', 8],
    ['webm-vp9', 8],
    ['animated-webp', 8],
    ['animated-avif', 8],
    ['animated-avif', 10],
    ['gif', 8],
  ] as const)('%s with %i bits has the colours of the photo', async (format, bitDepth) => {
    const { rgba, seconds } = await show(
      await encode(format, undefined, bitDepth),
      formats[format].contentType,
    );
    const { absolute, shift } = differenceOf(rgba);
    // Without a GPU Chromium does not round 10 bits: it leaves two out.
    const isCutOff = bitDepth === 10;
    // 256 colours and a pattern of dots are as close as a GIF comes; from afar they are the same.
    expect(absolute).toBeLessThanOrEqual(format === 'gif' ? 6 : isCutOff ? 1.25 : 1);
    expect(shift).toBeLessThanOrEqual(isCutOff ? 1.6 : 0.7);
    if (seconds !== undefined) expect(seconds).toBeCloseTo(0.2, 2);
  });

  it.each(posterFormatNames)('a poster as %s has the colours of the photo', async (format) => {
    const { bytes } = await encodePoster(photo, size.width, size.height, { format });
    const { absolute, shift } = differenceOf((await show(bytes, formats[format].contentType)).rgba);
    expect(absolute).toBeLessThanOrEqual(1);
    expect(shift).toBeLessThanOrEqual(0.5);
  });

  it('a PNG frame has the colours of the photo', async () => {
    const zip = await encode('png-frames');
    const start = zip.indexOf('\x89PNG', 0, 'latin1');
    const { absolute } = differenceOf((await show(zip.subarray(start), 'image/png')).rgba);
    expect(absolute).toBeLessThanOrEqual(1);
  });

  it('transparent VP9 shows the page behind it', async () => {
    const alpha = Uint8Array.from({ length: pixels }, (_, at) =>
      Math.round((255 * (at % size.width)) / size.width),
    );
    const { rgba } = await show(await encode('webm-vp9-alpha', alpha), 'video/webm');
    let difference = 0;
    for (let at = 0; at < pixels; at++) difference += Math.abs(rgba[4 * at + 3] - alpha[at]);
    expect(difference / pixels).toBeLessThanOrEqual(2);
    // Where it is nearly opaque, colours are the photo's: they were not multiplied by alpha.
    const right = (picture: Buffer) =>
      sharp(picture, { raw: { ...size, channels: 4 } })
        .extract({ left: 288, top: 0, width: 32, height: size.height })
        .raw()
        .toBuffer();
    const [shown, wanted] = await Promise.all([right(rgba), right(photo)]);
    let off = 0;
    for (let at = 0; at < shown.length; at++) if (at % 4 !== 3) off += Math.abs(shown[at] - wanted[at]);
    expect(off / (0.75 * shown.length)).toBeLessThanOrEqual(2);
  });
});
