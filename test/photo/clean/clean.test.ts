import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { cleanPhoto } from '../../../src/photo/clean/clean.ts';
import type { PhotoFormat } from '../../../src/photo/format.ts';
import { withReader } from '../../../src/photo/source.ts';
import { landscape, withChunks } from '../pictures.ts';
import { writeTiff } from '../tiff-writer.ts';
import { bytesOf, clean } from './cleaned.ts';

const told = 'HERE-I-LIVE';
const exif = {
  IFD0: { Artist: told, ImageDescription: told, Software: told },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100', GPSAreaInformation: told },
};
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="${told}"/></rdf:RDF></x:xmpmeta>`;

function telling(orientation: number): Sharp {
  return landscape().withIccProfile('p3').withMetadata({ orientation }).withExif(exif).withXmp(xmp);
}

async function expectSamePicture(cleaned: Buffer, photo: Buffer): Promise<void> {
  const [one, other] = [cleaned, photo].map((bytes) => sharp(bytes).autoOrient().keepIccProfile());
  expect(await one.raw().toBuffer()).toEqual(await other.raw().toBuffer());
  const { icc, orientation = 1 } = await sharp(photo).metadata();
  const left = await sharp(cleaned).metadata();
  expect(left.icc).toEqual(icc);
  expect(left.orientation ?? 1).toBe(orientation);
}

const formats = ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const;

describe.each(formats)('a cleaned photo as %s', (format) => {
  it.each([1, 6, 8])(
    'keeps only the picture, its profile and orientation %i, byte for byte',
    async (orientation) => {
      const photo = await telling(orientation).toFormat(format).toBuffer();
      expect(photo.includes(told)).toBe(true);
      const cleaned = await clean(photo);
      expect(cleaned.includes(told)).toBe(false);
      const { xmp: xmpLeft, exif: exifLeft } = await sharp(cleaned).metadata();
      expect(xmpLeft).toBeUndefined();
      // What is left of EXIF has room for one number.
      expect(exifLeft?.length ?? 0).toBeLessThan(40);
      await expectSamePicture(cleaned, photo);
      expect(await clean(cleaned)).toEqual(cleaned);
    },
  );

  it('is unchanged if it has no metadata', async () => {
    const photo = await landscape().toFormat(format).toBuffer();
    const cleaned = await clean(photo);
    // TIFF and AVIF keep their length: names of items are covered, too.
    expect(cleaned.length).toBe(photo.length);
    if (format !== 'tiff' && format !== 'avif') expect(cleaned).toEqual(photo);
    await expectSamePicture(cleaned, photo);
  });

  it('reveals no metadata even if the file is damaged', async () => {
    const photo = await telling(6).resize(64).toFormat(format).toBuffer();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(photo.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 100, max: photo.length }),
        async (changes, length) => {
          const damaged = Buffer.from(photo.subarray(0, length));
          for (const [place, value] of changes) if (place < length) damaged[place] = value;
          const pieces = await withReader(damaged, (reader) => cleanPhoto(format, reader));
          for (const piece of pieces ?? []) {
            if ('start' in piece) expect(piece.end).toBeLessThanOrEqual(length);
          }
          expect(bytesOf(damaged, pieces ?? []).length).toBeLessThanOrEqual(length + 100);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a cleaned JPEG', () => {
  const segment = (marker: number, body: string) => {
    const bytes = Buffer.from(`\xff${String.fromCharCode(marker)}\0\0${body}`, 'latin1');
    bytes.writeUInt16BE(bytes.length - 2, 2);
    return bytes;
  };
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = await landscape().jpeg({ progressive: true }).toBuffer();
  });
  const insert = (...segments: Buffer[]) =>
    Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

  it('loses comments, IPTC, other applications and thumbnails', async () => {
    const photo = insert(
      segment(0xfe, told),
      segment(0xed, `Photoshop 3.0\0${told}`),
      segment(0xe2, `MPF\0${told}`),
      segment(0xeb, `JP${told}`),
      segment(0xe0, `JFXX\0${told}`),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${told}`),
    );
    expect(await clean(photo)).toEqual(jpeg);
  });

  it('loses metadata between scans, and pictures and clips after its end', async () => {
    // The second scan of a progressive JPEG begins with its tables.
    const place = jpeg.indexOf(Buffer.from([0xff, 0xc4]), jpeg.indexOf(Buffer.from([0xff, 0xda])));
    const photo = Buffer.concat([
      jpeg.subarray(0, place),
      segment(0xfe, told),
      jpeg.subarray(place),
      insert(segment(0xfe, told)),
      Buffer.from(`\0\0\0\x18ftypmp42${told}`, 'latin1'),
    ]);
    expect(await clean(photo)).toEqual(jpeg);
  });

  it('keeps CMYK colours in Adobe’s form', async () => {
    const cmyk = await landscape().toColourspace('cmyk').withExif(exif).jpeg().toBuffer();
    const cleaned = await clean(cmyk);
    expect(cleaned.includes('Adobe')).toBe(true);
    await expectSamePicture(cleaned, cmyk);
  });

  it('stays without an end marker if it has none', async () => {
    expect(await clean(jpeg.subarray(0, -2))).toEqual(jpeg.subarray(0, -2));
  });
});

describe('other cleaned formats', () => {
  it('text and unknown chunks of a PNG are removed, colours are kept', async () => {
    const png = await landscape().png().toBuffer();
    const [text, gamma] = [Buffer.from(`Comment\0${told}`), Buffer.from([0, 0, 0xb1, 0x8f])];
    const photo = Buffer.concat([
      withChunks(png, {
        tEXt: text,
        iTXt: text,
        zTXt: text,
        tIME: [7, 234, 1, 1, 1, 1, 1],
        prVt: text,
        gAMA: gamma,
      }),
      Buffer.from(told),
    ]);
    expect(await clean(photo)).toEqual(withChunks(png, { gAMA: gamma }));
  });

  it('comments and XMP of a GIF are removed, its transparency is kept', async () => {
    const gif = await landscape().gif().toBuffer();
    const screenEnd = 13 + (gif[10] & 0x80 ? 3 * 2 ** ((gif[10] & 7) + 1) : 0);
    const block = (head: number[], ...bodies: string[]) =>
      Buffer.concat([
        Buffer.from(head),
        ...bodies.map((body) => Buffer.concat([Buffer.from([body.length]), Buffer.from(body, 'latin1')])),
        Buffer.from([0]),
      ]);
    const photo = Buffer.concat([
      gif.subarray(0, screenEnd),
      block([0x21, 0xfe], told),
      block([0x21, 0xff], 'XMP DataXMP', told),
      gif.subarray(screenEnd),
      Buffer.from(told),
    ]);
    expect(await clean(photo)).toEqual(gif);
  });

  it('metadata of every page of a TIFF is overwritten, also unreferenced data', async () => {
    const page = { width: 64, height: 64, samplesPerPixel: 3, data: new Uint8Array(64 * 64 * 3).fill(99) };
    const text = [...Buffer.from(`${told}${told}`)];
    const tags = { 270: text, 700: text, 33723: text, 34665: 8, 34853: 8, 37724: text };
    const photo = Buffer.concat([
      writeTiff([{ ...page, tags, subPages: [{ ...page, tags }] }, page]),
      Buffer.from(told),
    ]);
    // Numbers of 32 bits, as this writer has them.
    const spread = Buffer.from(Uint32Array.from(text).buffer);
    expect(photo.includes(spread)).toBe(true);
    const cleaned = await clean(photo);
    expect(cleaned.length).toBe(photo.length);
    expect(cleaned.includes(spread) || cleaned.includes(told)).toBe(false);
    expect(await sharp(cleaned).raw().toBuffer()).toEqual(Buffer.from(page.data));
    expect((await sharp(cleaned).metadata()).pages).toBe(2);
  });

  it.each([
    ['BigTIFF', { bigtiff: true }],
    ['tiles', { tile: true, pyramid: true, compression: 'deflate' }],
    ['JPEG', { compression: 'jpeg' }],
  ] as const)('a TIFF as %s is cleaned in the same way', async (_name, options) => {
    const photo = await telling(6).tiff(options).toBuffer();
    const cleaned = await clean(photo);
    expect([photo, cleaned].map((bytes) => bytes.includes(told))).toEqual([true, false]);
    await expectSamePicture(cleaned, photo);
  });

  it('a TIFF whose pages form a circle cannot be cleaned', async () => {
    const photo = writeTiff([
      { width: 64, height: 64, samplesPerPixel: 1, photometric: 1, data: new Uint8Array(64 * 64) },
    ]);
    const start = photo.readUInt32LE(4);
    photo.writeUInt32LE(start, start + 2 + 12 * photo.readUInt16LE(start));
    await expect(clean(photo)).rejects.toThrow('understood');
  });
});

it('every accepted format can be cleaned', async () => {
  const all: PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'];
  for (const format of all) {
    const photo = await landscape().toFormat(format).toBuffer();
    await expectSamePicture(await clean(photo), photo);
  }
});
