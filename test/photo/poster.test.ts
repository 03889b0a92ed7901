import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePoster } from '../../src/photo/poster.ts';
import { landscape } from './pictures.ts';

const size = { width: 320, height: 180 };
const formats = ['jpeg', 'webp', 'avif'] as const;

async function rgbaOf(): Promise<Buffer> {
  return landscape().resize(size.width, size.height).ensureAlpha().raw().toBuffer();
}

/** Of the red, green and blue of two RGBA pictures, in levels: by how much they differ, and in which direction. */
function differenceOf(a: Uint8Array, b: Uint8Array) {
  let [absolute, shift] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    absolute += Math.abs(a[at] - b[at]);
    shift += a[at] - b[at];
  }
  return { absolute: absolute / a.length, shift: Math.abs(shift) / a.length };
}

describe.each(formats)('a poster as %s', (format) => {
  it('is close to the picture at every pixel, without a colour shift', async () => {
    const rgba = await rgbaOf();
    const poster = await encodePoster(rgba, size.width, size.height, { format });
    expect(poster).toMatchObject(size);
    const metadata = await sharp(poster.bytes).metadata();
    expect(metadata).toMatchObject({ ...size, format: format === 'avif' ? 'heif' : format });
    const { absolute, shift } = differenceOf(await sharp(poster.bytes).ensureAlpha().raw().toBuffer(), rgba);
    expect(absolute).toBeLessThan(2.5);
    expect(shift).toBeLessThan(0.5);
  });

  it('uses its byte limit as well as quality allows', async () => {
    const rgba = await rgbaOf();
    const free = await encodePoster(rgba, size.width, size.height, { format });
    for (const share of [0.75, 0.5, 0.3]) {
      const maxBytes = Math.round(free.bytes.byteLength * share);
      const poster = await encodePoster(rgba, size.width, size.height, { format, maxBytes });
      expect(poster.missedBudgetBytes).toBeUndefined();
      expect(poster.bytes.byteLength).toBeLessThanOrEqual(maxBytes);
      expect(poster.bytes.byteLength).toBeGreaterThan(0.85 * maxBytes);
    }
  });

  it('reports by how much it exceeds its limit', async () => {
    const poster = await encodePoster(await rgbaOf(), size.width, size.height, { format, maxBytes: 100 });
    expect(poster.missedBudgetBytes).toBe(poster.bytes.byteLength - 100);
  });
});

it('keeps colour at full resolution', async () => {
  const { bytes } = await encodePoster(await rgbaOf(), size.width, size.height);
  expect((await sharp(bytes).metadata()).chromaSubsampling).toBe('4:4:4');
});

it('is unchanged if it is already within its limit', async () => {
  const rgba = await rgbaOf();
  const free = await encodePoster(rgba, size.width, size.height);
  const roomy = await encodePoster(rgba, size.width, size.height, { maxBytes: 10_000_000 });
  expect(Buffer.compare(roomy.bytes, free.bytes)).toBe(0);
});
