import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeJpeg, encodePreview } from '../../src/photo/encode.ts';
import { landscape } from './pictures.ts';

async function rgbaOf(width: number, height: number): Promise<Buffer> {
  return landscape().resize(width, height).ensureAlpha().raw().toBuffer();
}

describe('encodePreview', () => {
  it('is at most 320 pixels wide and small enough for an event', async () => {
    const preview = await encodePreview(await rgbaOf(1280, 720), 1280, 720);
    expect(preview).toMatchObject({ width: 320, height: 180 });
    expect(preview.jpeg.byteLength).toBeLessThan(30_000);
    expect(await sharp(preview.jpeg).metadata()).toMatchObject({ width: 320, height: 180 });
  });

  it('never enlarges', async () => {
    expect(await encodePreview(await rgbaOf(128, 72), 128, 72)).toMatchObject({ width: 128, height: 72 });
  });
});

describe('encodeJpeg', () => {
  it('ignores alpha', async () => {
    const rgba = await rgbaOf(64, 64);
    const opaque = await encodeJpeg(rgba, 64, 64);
    for (let at = 3; at < rgba.length; at += 4) rgba[at] = 0;
    expect(Buffer.compare((await encodeJpeg(rgba, 64, 64)).jpeg, opaque.jpeg)).toBe(0);
  });
});
