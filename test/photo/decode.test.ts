import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto, resizePhoto } from '../../src/photo/decode.ts';
import { inspectPhoto } from '../../src/photo/inspect.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { landscape } from './pictures.ts';

const red = [220, 30, 20];
const green = [30, 200, 60];
const blue = [20, 40, 210];
const grey = [128, 128, 128];

/** 128 × 96 pixels: quarters of red, green (top), blue, grey (bottom). */
function quarters(channels: 3 | 4 = 3, alpha = 255) {
  const [width, height] = [128, 96];
  const pixels = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = y < 48 ? (x < 64 ? red : green) : x < 64 ? blue : grey;
      pixels.set(channels === 4 ? [...colour, alpha] : colour, (y * width + x) * channels);
    }
  }
  return sharp(pixels, { raw: { width, height, channels } });
}

function pixel(photo: Photo, x: number, y: number): number[] {
  return [...photo.rgba.subarray(4 * (y * photo.width + x), 4 * (y * photo.width + x) + 4)];
}

function expectNear(received: number[], expected: number[], tolerance: number): void {
  for (const [channel, value] of expected.entries()) {
    expect(Math.abs(received[channel] - value), `${received} against ${expected}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

function expectQuarters(photo: Photo, tolerance: number): void {
  const [left, right, top, bottom] = [
    photo.width / 4,
    (3 * photo.width) / 4,
    photo.height / 4,
    (3 * photo.height) / 4,
  ];
  expectNear(pixel(photo, left, top), [...red, 255], tolerance);
  expectNear(pixel(photo, right, top), [...green, 255], tolerance);
  expectNear(pixel(photo, left, bottom), [...blue, 255], tolerance);
  expectNear(pixel(photo, right, bottom), [...grey, 255], tolerance);
}

describe('decodePhoto', () => {
  it('returns the pixels of a lossless photo unchanged', async () => {
    const photo = await decodePhoto(await landscape().png().toBuffer(), { width: 320, height: 180 });
    const expected = await landscape().ensureAlpha().raw().toBuffer();
    expect(Buffer.compare(Buffer.from(photo.rgba), expected)).toBe(0);
    expect(photo).toMatchObject({ width: 320, height: 180 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    // sharp mirrors before it turns. The inverse of what the orientation asks for, so that upright is the original again.
    const stored = {
      1: (image: Sharp) => image,
      2: (image: Sharp) => image.flop(),
      3: (image: Sharp) => image.rotate(180),
      4: (image: Sharp) => image.flip(),
      5: (image: Sharp) => image.rotate(-90).flop(),
      6: (image: Sharp) => image.rotate(-90),
      7: (image: Sharp) => image.rotate(90).flop(),
      8: (image: Sharp) => image.rotate(90),
    }[orientation] as (image: Sharp) => Sharp;
    const turned = await stored(quarters()).png().toBuffer();
    const bytes = await sharp(turned).withMetadata({ orientation }).tiff().toBuffer();
    expectQuarters(await decodePhoto(bytes, { width: 128, height: 96 }), 2);
    expectQuarters(await decodePhoto(bytes, { width: 64, height: 48 }), 2);
  });

  it('shows white where a photo is transparent, and blends where it is half transparent', async () => {
    const clear = await quarters(4, 0).png().toBuffer();
    expect(pixel(await decodePhoto(clear, { width: 128, height: 96 }), 10, 10)).toEqual([255, 255, 255, 255]);
    const half = await quarters(4, 128).png().toBuffer();
    const mixed = [...red.map((value) => (value * 128 + 255 * 127) / 255), 255];
    expectNear(pixel(await decodePhoto(half, { width: 128, height: 96 }), 10, 10), mixed, 1);
  });

  it('shows white around the frame of a GIF that is smaller than its screen', async () => {
    const gif = await quarters().gif().toBuffer();
    // The screen becomes 320 × 200, and the frame is moved to 40, 30.
    gif.writeUInt16LE(320, 6);
    gif.writeUInt16LE(200, 8);
    const frame = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 128, 0, 96, 0]));
    gif.writeUInt16LE(40, frame + 1);
    gif.writeUInt16LE(30, frame + 3);
    // Nothing in it is transparent.
    gif[gif.indexOf(Buffer.from([0x21, 0xf9, 4])) + 3] &= ~1;
    const photo = await decodePhoto(gif, { width: 320, height: 200 });
    for (const [x, y] of [
      [0, 0],
      [39, 60],
      [60, 29],
      [168, 60],
      [60, 126],
      [319, 199],
    ]) {
      expect(pixel(photo, x, y), `${x}, ${y}`).toEqual([255, 255, 255, 255]);
    }
    expectNear(pixel(photo, 40, 30), [...red, 255], 2);
    expectNear(pixel(photo, 167, 125), [...grey, 255], 2);
  });

  it('does not mix colours of transparent pixels into their neighbours', async () => {
    const pixels = Buffer.alloc(128 * 96 * 4, 255);
    for (let at = 0; at < pixels.length; at += 8) pixels.set([255, 0, 0, 0], at);
    const bytes = await sharp(pixels, { raw: { width: 128, height: 96, channels: 4 } })
      .png()
      .toBuffer();
    expect(pixel(await decodePhoto(bytes, { width: 64, height: 48 }), 30, 20)).toEqual([255, 255, 255, 255]);
  });

  it('converts 16 bits to 8', async () => {
    const bytes = await quarters().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    expectQuarters(await decodePhoto(bytes, { width: 128, height: 96 }), 1);
  });

  it.each(['b-w', 'grey16'] as const)('converts a %s photo to equal channels', async (space) => {
    const bytes = await landscape().toColourspace(space).png().toBuffer();
    const { rgba } = await decodePhoto(bytes, { width: 320, height: 180 });
    const expected = await landscape().greyscale().toColourspace('b-w').raw().toBuffer();
    for (let at = 0; at < expected.length; at += 97) {
      const [r, g, b, a] = rgba.subarray(4 * at, 4 * at + 4);
      expect([g, b, a]).toEqual([r, r, 255]);
      expect(Math.abs(r - expected[at])).toBeLessThanOrEqual(1);
    }
  });

  it('applies a wide colour profile', async () => {
    const bytes = await quarters().withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(Math.abs(stored[0] - red[0])).toBeGreaterThan(8);
    expectQuarters(await decodePhoto(bytes, { width: 128, height: 96 }), 3);
  });

  it('decodes a CMYK JPEG', async () => {
    const bytes = await quarters().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const photo = await decodePhoto(bytes, { width: 128, height: 96 });
    expectNear(pixel(photo, 32, 24), [...red, 255], 30);
    expectNear(pixel(photo, 96, 72), [...grey, 255], 16);
  });

  it.each(['with', 'without'])('gives a CMYK photo %s a profile its original colours', async (kind) => {
    const inks = landscape().toColourspace('cmyk');
    const bytes = await (kind === 'with' ? inks.withIccProfile('cmyk') : inks)
      .jpeg({ quality: 95 })
      .toBuffer();
    expect((await sharp(bytes).metadata()).hasProfile).toBe(kind === 'with');
    const { rgba } = await decodePhoto(bytes, { width: 320, height: 180 });
    const plain = await landscape().ensureAlpha().raw().toBuffer();
    let difference = 0;
    for (let at = 0; at < plain.length; at++) difference += Math.abs(rgba[at] - plain[at]);
    // Inks have fewer colours than a screen; without black point compensation it would be twice as much.
    expect(difference / ((plain.length * 3) / 4)).toBeLessThan(8);
  });

  it('uses the standard picture of an HDR photo with a gain map, as from phones', async () => {
    // Missing in the library's types.
    const { withGainMap } = landscape() as Sharp & { withGainMap(): Sharp };
    const bytes = await withGainMap.call(landscape()).jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(bytes).metadata()).gainMap).toBeDefined();
    expect(await inspectPhoto(bytes)).toMatchObject({ format: 'jpeg', widthPixels: 320, heightPixels: 180 });
    const { rgba } = await decodePhoto(bytes, { width: 320, height: 180 });
    const plain = await landscape().ensureAlpha().raw().toBuffer();
    let difference = 0;
    for (let at = 0; at < plain.length; at++) difference += Math.abs(rgba[at] - plain[at]);
    // Making the map, the library darkens the standard picture by a tenth.
    expect(difference / plain.length).toBeLessThan(16);
  });

  it('drops an odd row and column instead of blurring all others', async () => {
    const odd = await landscape().resize(321, 181).png().toBuffer();
    const photo = await decodePhoto(odd, { width: 320, height: 180 });
    const expected = await sharp(odd)
      .extract({ left: 0, top: 0, width: 320, height: 180 })
      .ensureAlpha()
      .raw()
      .toBuffer();
    expect(Buffer.compare(Buffer.from(photo.rgba), expected)).toBe(0);
  });

  it('scales to exactly the requested size', async () => {
    const bytes = await landscape().jpeg().toBuffer();
    for (const size of [
      { width: 100, height: 56 },
      { width: 640, height: 360 },
    ]) {
      const photo = await decodePhoto(bytes, size);
      expect(photo).toMatchObject(size);
      expect(photo.rgba).toHaveLength(size.width * size.height * 4);
    }
  });

  it('rejects a photo whose end is missing', async () => {
    const bytes = await landscape().jpeg().toBuffer();
    const decoding = decodePhoto(bytes.subarray(0, -500), { width: 320, height: 180 });
    await expect(decoding).rejects.toMatchObject({ code: 'INVALID_IMAGE' });
  });
});

describe('resizePhoto', () => {
  it('averages pixels, so that fine stripes become grey', async () => {
    const rgba = new Uint8Array(512 * 512 * 4).fill(255);
    for (let at = 0; at < rgba.length; at += 8) rgba.set([0, 0, 0], at);
    const small = await resizePhoto({ width: 512, height: 512, rgba }, 256, 256);
    for (const x of [20, 21, 128, 129]) expectNear(pixel(small, x, 100), [128, 128, 128, 255], 1);
  });

  it('keeps the position of colours', async () => {
    const photo = await decodePhoto(await quarters().png().toBuffer(), { width: 128, height: 96 });
    const resized = await resizePhoto(photo, 256, 256);
    expect(resized).toMatchObject({ width: 256, height: 256 });
    expectQuarters(resized, 0);
  });
});
