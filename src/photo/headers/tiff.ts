import type { ByteReader } from '../source.ts';
import { type Examination, unsupported } from './examination.ts';
import { readDirectories, type TiffDirectory } from './tiff-directories.ts';

const tag = {
  newSubfileType: 254,
  subfileType: 255,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  dngVersion: 50706,
};

/** Pixel kinds that can be decoded, by photometric interpretation: number of colours and allowed bits per sample. */
const pixelKinds: Record<number, { colours: number; bits: readonly number[] }> = {
  0: { colours: 1, bits: [1, 2, 4, 8, 16] },
  1: { colours: 1, bits: [1, 2, 4, 8, 16] },
  2: { colours: 3, bits: [8, 16] },
  3: { colours: 1, bits: [1, 2, 4, 8] },
  5: { colours: 4, bits: [8, 16] },
  6: { colours: 3, bits: [8] },
};
const ycbcr = 6;
const separated = 5;
const otherPixels: Record<number, string> = {
  4: 'with a mask',
  8: 'in CIE L*a*b*',
  9: 'in ICC L*a*b*',
  10: 'in ITU L*a*b*',
  32844: 'in LogL',
  32845: 'in LogLuv',
};
const rawPixels = [32803, 34892];

const uncompressed = 1;
const jpeg = 7;
/** None, CCITT, LZW, JPEG, Deflate (twice), PackBits. */
const decodedCompressions = [uncompressed, 2, 3, 4, 5, jpeg, 8, 32946, 32773];
const otherCompressions: Record<number, string> = {
  6: 'old-style JPEG',
  34661: 'JBIG',
  34676: 'SGI Log',
  34677: 'SGI Log',
  32909: 'PixarLog',
  34712: 'JPEG 2000',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};
/** Compressions of raw files: Nikon, Sony, Epson, Samsung, Pentax, Kodak and DNG. */
const rawCompressions = [34713, 32767, 32769, 32770, 65535, 65000, 262, 32867, 34892];

const sampleFormats: Record<number, string> = {
  2: 'signed',
  3: 'floating-point',
  5: 'complex',
  6: 'complex',
};
/** Most samples per pixel that the decoder handles. */
const mostSamples = 5;

/**
 * Reads the directories of a TIFF: which page is the picture, which samples are its colours, and if both can be
 * decoded.
 */
export async function examineTiff(reader: ByteReader): Promise<Examination> {
  const pages = await readDirectories(reader);
  if (pages.length === 0) return {};
  const all = pages.flatMap((page) => [page, ...page.below]);
  if (all.some(isRaw)) return unsupported('a raw camera file');
  const found = findPicture(pages);
  return { ...examinePixels(found.directory), page: found.page, subPage: found.subPage };
}

function isRaw({ numbers }: TiffDirectory): boolean {
  return (
    numbers(tag.dngVersion).length > 0 ||
    rawPixels.includes(numbers(tag.photometric)[0]) ||
    rawCompressions.includes(numbers(tag.compression)[0])
  );
}

/**
 * The first page (or sub-page) that is neither a thumbnail nor a mask (TIFF 6.0 §8, NewSubfileType); else the first
 * page.
 */
function findPicture(pages: readonly TiffDirectory[]) {
  const page = pages.findIndex(isPicture);
  if (page >= 0) return { directory: pages[page], page };
  for (const [index, { below }] of pages.entries()) {
    const subPage = below.findIndex(isPicture);
    if (subPage >= 0) return { directory: below[subPage], page: index, subPage };
  }
  return { directory: pages[0], page: 0 };
}

function isPicture({ numbers }: TiffDirectory): boolean {
  const [kind] = numbers(tag.newSubfileType);
  const [oldKind] = numbers(tag.subfileType);
  // Bit 0: a reduced version of another page; bit 2: a mask.
  return kind === undefined ? oldKind !== 2 : (kind & 0b101) === 0;
}

function examinePixels({ numbers }: TiffDirectory): Examination {
  const [photometric = 1] = numbers(tag.photometric);
  const [compression = uncompressed] = numbers(tag.compression);
  const bits = numbers(tag.bitsPerSample);
  const [samplesPerPixel = 1] = numbers(tag.samplesPerPixel);
  const format = numbers(tag.sampleFormat).find((one) => one in sampleFormats);
  const kind = pixelKinds[photometric];
  if (!kind) {
    return unsupported(
      `a TIFF ${otherPixels[photometric] ?? `of photometric interpretation ${photometric}`}`,
    );
  }
  if (format !== undefined) {
    return unsupported(`a TIFF with ${sampleFormats[format]} samples of ${bits[0] ?? 1} bits`);
  }
  if (!decodedCompressions.includes(compression)) {
    return unsupported(`a TIFF compressed with ${otherCompressions[compression] ?? `scheme ${compression}`}`);
  }
  if (photometric === ycbcr && compression !== jpeg) return unsupported('a TIFF in YCbCr without JPEG');
  const inkSet = numbers(tag.inkSet)[0] ?? 1;
  if (photometric === separated && inkSet !== 1) return unsupported('a TIFF with inks other than CMYK');
  const [depth = kind.bits[0]] = bits;
  if (!kind.bits.includes(depth) || bits.some((other) => other !== depth)) {
    return unsupported(`a TIFF with samples of ${[...new Set(bits)].join(' and ')} bits`);
  }
  if (samplesPerPixel < kind.colours) return {};
  return chooseSamples(kind.colours, samplesPerPixel, numbers(tag.extraSamples));
}

/** Of the extra samples, only kinds 1 and 2 are alpha (TIFF 6.0 §18). */
function chooseSamples(colours: number, samplesPerPixel: number, kinds: readonly number[]): Examination {
  const extra = samplesPerPixel - colours;
  if (extra === 0) return {};
  const decoded = colours === 1 ? samplesPerPixel + 2 : samplesPerPixel;
  if (decoded > mostSamples) return unsupported(`a TIFF with ${samplesPerPixel} samples a pixel`);
  const alpha = kinds.slice(0, extra).findIndex((kind) => kind === 1 || kind === 2);
  if (alpha === 0 && extra === 1) return {};
  // After decoding, the colours are red, green and blue; extra samples are kept.
  const colourPlaces = [0, 1, 2];
  return { samples: alpha < 0 ? colourPlaces : [...colourPlaces, 3 + alpha] };
}
