import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../src/photo/decode.ts';
import { inspectPhoto } from '../../src/photo/inspect.ts';
import { type TiffPage, writeTiff } from './tiff-writer.ts';

const size = { width: 64, height: 64 };
const rgb = [200, 120, 40];

/** A page of one colour, its samples given as of 8 bits. */
function plain(samples: readonly number[], page: Partial<TiffPage> = {}, side = 64): TiffPage {
  const { bitsPerSample = 8 } = page;
  const pixels = Array.from({ length: side * side }, () => samples).flat();
  const wide = () => new Uint8Array(Uint16Array.from(pixels, (value) => value * 257).buffer);
  const data = bitsPerSample === 16 ? wide() : Uint8Array.from(pixels);
  return { width: side, height: side, samplesPerPixel: samples.length, data, ...page };
}

async function colourOf(pages: readonly TiffPage[]): Promise<number[]> {
  return [...(await decodePhoto(writeTiff(pages), size)).rgba.subarray(0, 4)];
}

describe('extra samples of a TIFF', () => {
  it.each([
    ['none', plain(rgb), rgb],
    ['one of unknown use', plain([...rgb, 10], { tags: { 338: 0 } }), rgb],
    ['one without a word', plain([...rgb, 10]), rgb],
    ['one of unknown use at 16 bits', plain([...rgb, 10], { bitsPerSample: 16, tags: { 338: 0 } }), rgb],
    ['two of unknown use', plain([...rgb, 10, 20], { tags: { 338: [0, 0] } }), rgb],
    ['alpha', plain([...rgb, 128], { tags: { 338: 2 } }), [227, 187, 147]],
    ['alpha multiplied in', plain([100, 60, 20, 128], { tags: { 338: 1 } }), [227, 187, 147]],
    ['alpha, then another', plain([...rgb, 128, 10], { tags: { 338: [2, 0] } }), [227, 187, 147]],
    ['another, then alpha', plain([...rgb, 10, 128], { tags: { 338: [0, 2] } }), [227, 187, 147]],
    ['one beside grey', plain([90, 10], { photometric: 1, tags: { 338: 0 } }), [90, 90, 90]],
    ['two beside grey', plain([90, 10, 20], { photometric: 1, tags: { 338: [0, 0] } }), [90, 90, 90]],
    ['one beside CMYK', plain([55, 135, 215, 0, 10], { photometric: 5, tags: { 338: 0 } }), [193, 118, 52]],
  ])('%s: only alpha is used', async (_, page, expected) => {
    const [r, g, b, a] = await colourOf([page]);
    expect(a).toBe(255);
    const distances = [r, g, b].map((value, channel) => Math.abs(value - expected[channel]));
    expect(Math.max(...distances), `${[r, g, b]} against ${expected}`).toBeLessThanOrEqual(1);
  });

  it('are also ignored in a smaller video', async () => {
    const bytes = writeTiff([plain([...rgb, 10], { tags: { 338: 0 } }, 128)]);
    expect([...(await decodePhoto(bytes, size)).rgba.subarray(0, 4)]).toEqual([...rgb, 255]);
  });
});

describe('pages of a TIFF', () => {
  const thumbnail = plain([0, 255, 0], { tags: { 254: 1 } }, 16);

  it.each([
    ['a thumbnail first', [thumbnail, plain(rgb, { tags: { 254: 0 } })]],
    ['a thumbnail in the words of old', [plain([0, 255, 0], { tags: { 255: 2 } }, 16), plain(rgb)]],
    ['a mask first', [plain([0, 255, 0], { tags: { 254: 4 } }), plain(rgb)]],
    ['the picture below a thumbnail', [{ ...thumbnail, subPages: [plain(rgb, { tags: { 254: 0 } })] }]],
    ['smaller versions after it', [plain(rgb), thumbnail, thumbnail]],
    ['several pictures', [plain(rgb, { tags: { 254: 2 } }), plain([0, 255, 0], { tags: { 254: 2 } })]],
  ])('%s: the first picture is used', async (_, pages) => {
    const bytes = writeTiff(pages);
    expect(await inspectPhoto(bytes)).toMatchObject({ widthPixels: 64, heightPixels: 64 });
    expect(await colourOf(pages)).toEqual([...rgb, 255]);
  });

  it('may form a circle', async () => {
    const bytes = writeTiff([plain(rgb)]);
    const directory = bytes.readUInt32LE(4);
    bytes.writeUInt32LE(directory, directory + 2 + 12 * bytes.readUInt16LE(directory));
    expect(await inspectPhoto(bytes)).toMatchObject({ widthPixels: 64 });
  });
});

describe('a TIFF that cannot be decoded', () => {
  it.each([
    ['a raw camera file', plain([90], { photometric: 32803 })],
    ['a raw camera file', plain([90, 90, 90], { photometric: 34892 })],
    ['a raw camera file', plain(rgb, { tags: { 50706: [1, 4, 0, 0] } })],
    ['a raw camera file', plain(rgb, { tags: { 254: 1 }, subPages: [plain([90], { photometric: 32803 })] })],
    ['a raw camera file', plain(rgb, { subPages: [plain([90], { tags: { 259: 34713 } })] })],
    [
      'a TIFF with floating-point samples of 32 bits',
      plain(rgb, { bitsPerSample: 32, tags: { 339: [3, 3, 3] } }),
    ],
    ['a TIFF with floating-point samples of 16 bits', plain(rgb, { bitsPerSample: 16, tags: { 339: 3 } })],
    ['a TIFF with signed samples of 8 bits', plain(rgb, { tags: { 339: [2, 2, 2] } })],
    [
      'a TIFF with complex samples of 32 bits',
      plain([90], { photometric: 1, bitsPerSample: 32, tags: { 339: 6 } }),
    ],
    ['a TIFF with samples of 32 bits', plain(rgb, { bitsPerSample: 32 })],
    ['a TIFF with samples of 12 bits', plain([90], { photometric: 1, bitsPerSample: 12 })],
    ['a TIFF with samples of 5 and 6 bits', plain(rgb, { tags: { 258: [5, 6, 5] } })],
    ['a TIFF in CIE L*a*b*', plain(rgb, { photometric: 8 })],
    ['a TIFF in ICC L*a*b*', plain(rgb, { photometric: 9 })],
    ['a TIFF in LogLuv', plain(rgb, { photometric: 32845 })],
    ['a TIFF of photometric interpretation 99', plain(rgb, { photometric: 99 })],
    ['a TIFF in YCbCr without JPEG', plain(rgb, { photometric: 6, tags: { 530: [1, 1] } })],
    ['a TIFF with inks other than CMYK', plain([1, 2, 3, 4], { photometric: 5, tags: { 332: 2 } })],
    ['a TIFF with 6 samples a pixel', plain([...rgb, 1, 2, 3], { tags: { 338: [0, 0, 0] } })],
    ['a TIFF compressed with Zstandard', plain(rgb, { tags: { 259: 50000 } })],
    ['a TIFF compressed with LERC', plain(rgb, { tags: { 259: 34887 } })],
    ['a TIFF compressed with LZMA', plain(rgb, { tags: { 259: 34925 } })],
    ['a TIFF compressed with JPEG 2000', plain(rgb, { tags: { 259: 34712 } })],
    ['a TIFF compressed with old-style JPEG', plain(rgb, { tags: { 259: 6 } })],
    ['a TIFF compressed with scheme 4711', plain(rgb, { tags: { 259: 4711 } })],
  ])('is rejected as %s', async (name, page) => {
    const refusal = inspectPhoto(writeTiff([page]));
    await expect(refusal).rejects.toMatchObject({ code: 'UNSUPPORTED_IMAGE' });
    await expect(refusal).rejects.toThrow(`but received ${name}; `);
  });

  it.each([
    ['CR2', 'II*\0\x10\0\0\0CR\x02\0'],
    ['IIQ', 'II*\0\x10\0\0\0IIII'],
    ['ORF', 'IIRO\x08\0\0\0'],
    ['RW2', 'IIU\0\x18\0\0\0'],
    ['RAF', 'FUJIFILMCCD-RAW 0201'],
    ['X3F', 'FOVb\0\0\0\0'],
    ['MRW', '\0MRM\0\0\0\0'],
    ['CRW', 'II\x1a\0\0\0HEAPCCDR'],
  ])('or a raw file of another kind, as %s', async (_, head) => {
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(200)]);
    await expect(inspectPhoto(bytes)).rejects.toThrow('a raw camera file; ');
  });
});

it.each([
  [
    'one bit',
    plain([], { samplesPerPixel: 1, photometric: 1, bitsPerSample: 1, data: new Uint8Array(512).fill(0xaa) }),
  ],
  [
    '4 bits',
    plain([], {
      samplesPerPixel: 1,
      photometric: 1,
      bitsPerSample: 4,
      data: new Uint8Array(2048).fill(0x77),
    }),
  ],
  ['16 bits', plain(rgb, { bitsPerSample: 16 })],
  ['dark as white', plain([90], { photometric: 0 })],
])('a TIFF of %s is accepted', async (_, page) => {
  expect(await inspectPhoto(writeTiff([page]))).toMatchObject({ format: 'tiff', widthPixels: 64 });
});
