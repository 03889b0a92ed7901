import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { decodePhoto } from '../../src/photo/decode.ts';
import { inspectPhoto } from '../../src/photo/inspect.ts';
import { animation, fileTypeBox, landscape, longs, pngPromising, withChunks } from './pictures.ts';

const formats = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const;
const extensions = { jpeg: 'jpg', png: 'png', webp: 'webp', avif: 'avif', tiff: 'tiff', gif: 'gif' };

async function errorOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => 'nothing was thrown',
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error;
}

describe('inspectPhoto', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-photo-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(formats)('identifies a %s from bytes and from a file with a wrong extension', async (format) => {
    const bytes = await landscape().toFormat(format).toBuffer();
    const expected = {
      format,
      contentType: `image/${format}`,
      extension: extensions[format],
      widthPixels: 320,
      heightPixels: 180,
    };
    expect(await inspectPhoto(bytes)).toEqual(expected);
    const path = join(folder, `${format}.txt`);
    await writeFile(path, bytes);
    expect(await inspectPhoto(path)).toEqual(expected);
  });

  it.each([1, 2, 3, 4])('returns the stored size for EXIF orientation %i', async (orientation) => {
    const bytes = await landscape().withMetadata({ orientation }).jpeg().toBuffer();
    expect(await inspectPhoto(bytes)).toMatchObject({ widthPixels: 320, heightPixels: 180 });
  });

  it.each([5, 6, 7, 8])('returns the displayed size for EXIF orientation %i', async (orientation) => {
    const bytes = await landscape().withMetadata({ orientation }).jpeg().toBuffer();
    expect(await inspectPhoto(bytes)).toMatchObject({ widthPixels: 180, heightPixels: 320 });
  });

  it('rejects an empty file', async () => {
    const error = await errorOf(inspectPhoto(new Uint8Array()));
    expect(error.code).toBe('INVALID_IMAGE');
    expect(error.message).toContain('0 bytes');
  });

  it('rejects a file that is not an image, and lists what is accepted', async () => {
    const error = await errorOf(inspectPhoto(Buffer.from('A poem about a lake.')));
    expect(error.code).toBe('INVALID_IMAGE');
    expect(error.message).toBe(
      'Expected a JPEG, PNG, WebP, AVIF, TIFF or still GIF, but received 20 bytes of something else',
    );
  });

  it.each([
    ['HEIC/HEIF', fileTypeBox('heic', ['mif1', 'heic'])],
    ['HEIC/HEIF', fileTypeBox('mif1', ['mif1', 'heix'])],
    ['SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['SVG', Buffer.from('\ufeff  <svg width="4000" height="3000"/>')],
    ['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ')],
    ['BMP', Buffer.concat([Buffer.from('BM'), Buffer.from([54, 0, 1, 0, 0, 0, 0, 0, 54, 0, 0, 0])])],
    ['JPEG XL', Buffer.from([0xff, 0x0a, 0xfa, 0x1f, 1, 2, 3])],
    ['animated AVIF', fileTypeBox('avis', ['avif', 'avis', 'msf1'])],
    ['video', fileTypeBox('isom', ['isom', 'iso2', 'avc1', 'mp41'])],
  ])('rejects a %s and lists what is accepted', async (name, bytes) => {
    const error = await errorOf(inspectPhoto(bytes));
    expect(error.code).toBe('UNSUPPORTED_IMAGE');
    expect(error.message).toContain(name);
    expect(error.message).toContain('Expected a JPEG, PNG, WebP, AVIF, TIFF or still GIF');
  });

  it.each(['gif', 'webp'] as const)('rejects an animated %s and counts its frames', async (format) => {
    const error = await errorOf(inspectPhoto(await (await animation()).toFormat(format).toBuffer()));
    expect(error.code).toBe('UNSUPPORTED_IMAGE');
    expect(error.message).toMatch(/animated (GIF|WebP) with 3 frames/);
  });

  it('rejects an animated PNG with its number of frames; one with a single frame is still', async () => {
    const still = await landscape().png().toBuffer();
    const error = await errorOf(inspectPhoto(withChunks(still, { acTL: longs(3, 0) })));
    expect(error.code).toBe('UNSUPPORTED_IMAGE');
    expect(error.message).toContain('animated PNG with 3 frames');
    expect(await inspectPhoto(withChunks(still, { acTL: longs(1, 0) }))).toMatchObject({ format: 'png' });
  });

  describe.each(formats)('a truncated %s', (format) => {
    it.each([0.03, 0.3, 0.7, 0.97])('is rejected when %f of it has arrived', async (share) => {
      const bytes = await landscape().toFormat(format).toBuffer();
      const error = await errorOf(inspectPhoto(bytes.subarray(0, Math.ceil(bytes.length * share))));
      expect(error.code).toBe('INVALID_IMAGE');
      expect(error.message).toMatch(/this (JPEG|PNG|WebP|AVIF|TIFF|GIF) is damaged or cut short/);
      expect(error.cause).toBeDefined();
    });
  });

  it('detects a progressive JPEG without its last kilobyte', async () => {
    const bytes = await landscape().jpeg({ progressive: true }).toBuffer();
    expect((await errorOf(inspectPhoto(bytes.subarray(0, -1000)))).code).toBe('INVALID_IMAGE');
  });

  describe('a JPEG without its end marker', () => {
    it.each([true, false])('is accepted if every row is there (progressive: %s)', async (progressive) => {
      const bytes = await landscape().jpeg({ progressive }).toBuffer();
      const endless = bytes.subarray(0, -2);
      expect(await inspectPhoto(endless)).toMatchObject({ widthPixels: 320, heightPixels: 180 });
      const path = join(folder, `endless-${progressive}.jpg`);
      await writeFile(path, endless);
      const size = { width: 320, height: 180 };
      const [whole, completed] = await Promise.all([decodePhoto(bytes, size), decodePhoto(path, size)]);
      expect(Buffer.compare(Buffer.from(completed.rgba), Buffer.from(whole.rgba))).toBe(0);
    });

    it('is rejected if rows are missing, few or many', async () => {
      const bytes = await landscape().jpeg().toBuffer();
      for (const missing of [40, 300, 3000]) {
        const error = await errorOf(inspectPhoto(bytes.subarray(0, -missing)));
        expect(error.code).toBe('INVALID_IMAGE');
      }
    });

    it('is recognised even if a camera has appended a trailer', async () => {
      const bytes = await landscape().jpeg().toBuffer();
      const withTrailer = Buffer.concat([bytes, Buffer.from('a trailer of the camera')]);
      expect(await inspectPhoto(withTrailer)).toMatchObject({ widthPixels: 320 });
    });
  });

  it.each([
    ['a 12-bit JPEG', 0xc1, 12, 3],
    ['a lossless JPEG', 0xc3, 8, 3],
    ['a hierarchical JPEG', 0xc5, 8, 3],
    ['a JPEG-LS', 0xf7, 8, 3],
    ['a JPEG with 2 components', 0xc0, 8, 2],
  ])('rejects %s by name', async (name, marker, bits, components) => {
    const bytes = await landscape().jpeg().toBuffer();
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes[frame + 1] = marker;
    bytes[frame + 4] = bits;
    bytes[frame + 9] = components;
    const error = await errorOf(inspectPhoto(bytes));
    expect(error.code).toBe('UNSUPPORTED_IMAGE');
    expect(error.message).toContain(`but received ${name}; `);
  });

  it('rejects a bomb of 20,000 × 20,000 pixels by its header, without decoding it', async () => {
    const bomb = pngPromising(20_000, 20_000);
    const before = process.resourceUsage().maxRSS;
    const error = await errorOf(inspectPhoto(bomb));
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(50_000);
    expect(error.code).toBe('IMAGE_TOO_LARGE');
    expect(error.message).toContain('at most 100 megapixels');
    expect(error.message).toContain('20000 × 20000 (400 megapixels)');
  });

  it('accepts another limit', async () => {
    const bytes = await landscape().png().toBuffer();
    expect((await errorOf(inspectPhoto(bytes, { maxPixels: 320 * 180 - 1 }))).code).toBe('IMAGE_TOO_LARGE');
    expect(await inspectPhoto(bytes, { maxPixels: 320 * 180 })).toMatchObject({ format: 'png' });
  });

  it('rejects pictures with a side under 64 pixels', async () => {
    const error = await errorOf(inspectPhoto(await landscape().resize(640, 63).png().toBuffer()));
    expect(error.code).toBe('INVALID_IMAGE');
    expect(error.message).toContain('640 × 63');
    expect(await inspectPhoto(await landscape().resize(64, 64).png().toBuffer())).toMatchObject({
      widthPixels: 64,
    });
  });

  it('rejects pictures that are too elongated for any video', async () => {
    const long = await landscape()
      .resize(64 * 481, 64, { fit: 'fill' })
      .png()
      .toBuffer();
    const error = await errorOf(inspectPhoto(long));
    expect(error.code).toBe('INVALID_IMAGE');
    expect(error.message).toContain('at most 480 times as long as wide, but received 30784 × 64; crop it');
  });

  it.each([
    ['a path where nothing is', () => join(folder, 'nothing.jpg'), 'nothing is there'],
    ['a folder', () => folder, 'it is a folder'],
    ['a name that is too long', () => join(folder, `${'a'.repeat(300)}.jpg`), 'its name is too long'],
  ])('reports it for %s', async (_, path, words) => {
    const error = await errorOf(inspectPhoto(path()));
    expect(error.code).toBe('NOT_FOUND');
    expect(error.message).toContain(words);
  });

  it('answers any damage with facts or a UserError, never with another error', async () => {
    const originals = await Promise.all(formats.map((format) => landscape().toFormat(format).toBuffer()));
    const damage = fc.record({
      original: fc.constantFrom(...originals),
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
        minLength: 1,
        maxLength: 20,
      }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ original, changes }) => {
        const bytes = Buffer.from(original);
        for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
        const outcome = await inspectPhoto(bytes).catch((error) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UserError);
        else expect(outcome.widthPixels).toBeGreaterThanOrEqual(64);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('answers any bytes with a UserError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await errorOf(inspectPhoto(bytes));
      }),
      { numRuns: 200 },
    );
  });
});
