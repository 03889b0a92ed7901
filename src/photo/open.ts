import sharp, { type Sharp } from 'sharp';
import { UserError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { ColourSignal } from './colour/signal.ts';
import { acceptedFormats, formatNames, headLength, type PhotoFormat, recogniseFormat } from './format.ts';
import type { Examination, Region } from './headers/examination.ts';
import { examineGif } from './headers/gif.ts';
import { examineHeif } from './headers/heif.ts';
import { examineJpeg } from './headers/jpeg.ts';
import { examinePng } from './headers/png.ts';
import { examineTiff } from './headers/tiff.ts';
import { type ByteReader, type PhotoSource, withReader } from './source.ts';

// Every photo is decoded only once or twice, so a cache of decoded pixels would waste memory.
sharp.cache(false);

export interface PhotoLimits {
  /** Most pixels that are decoded; default: as many as any part of the program accepts. */
  maxPixels?: number;
}

export interface OpenedPhoto {
  format: PhotoFormat;
  /** Displayed size, after EXIF rotation. */
  widthPixels: number;
  heightPixels: number;
  /** Indices of the samples that make a pixel, after decoding, if there are others. */
  samples?: readonly number[];
  /** The part that the file has pixels for, if that is not all: `decode` may paint the rest in any colour. */
  painted?: Region;
  /** Meaning of the colours, if they are not sRGB and there is no ICC profile: `decode` leaves them unconverted. */
  signal?: ColourSignal;
  /** A new decoding pipeline that turns the photo upright. It fails on damaged or truncated data. */
  decode(): Sharp;
}

const examinations: Record<PhotoFormat, (reader: ByteReader) => Promise<Examination>> = {
  jpeg: examineJpeg,
  png: examinePng,
  tiff: examineTiff,
  avif: examineHeif,
  gif: examineGif,
  // Only an ICC profile can say what their colours mean.
  webp: async () => ({}),
};

/**
 * Checks a photo by its header, without decoding a pixel: format, size, not animated, and pixels of a kind that is
 * decoded correctly.
 * @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, or NOT_FOUND for a path without a file
 */
export async function openPhoto(source: PhotoSource, asked: PhotoLimits = {}): Promise<OpenedPhoto> {
  const { maxPixels = limits.photo.maxPixels } = asked;
  const { format, examination } = await withReader(source, async (reader) => {
    const recognised = recognise(await reader.read(0, headLength), reader.length);
    return { format: recognised, examination: await examinations[recognised](reader) };
  });
  if (examination.unsupported) throw unsupported(examination.unsupported);
  const { completed, page, subPage, samples, painted, signal } = examination;
  const encoded = completed ?? source;
  const pages = { page, ...(subPage !== undefined && { tiff: { subifd: subPage } }) };
  const metadata = await sharp(encoded, { limitInputPixels: false, ...pages })
    .metadata()
    .catch((cause) => {
      throw damaged(format, cause);
    });
  if ((metadata.pages ?? 1) > 1 && (format === 'gif' || format === 'webp')) {
    throw unsupported(`an animated ${formatNames[format]} with ${metadata.pages} frames`);
  }
  const { width: widthPixels, height: heightPixels } = metadata.autoOrient;
  checkSize(widthPixels, heightPixels, maxPixels);
  const decode = () =>
    sharp(encoded, {
      autoOrient: true,
      // For a file without an end marker, only the decoder's warnings show missing rows.
      failOn: completed ? 'warning' : 'error',
      ignoreIcc: signal !== undefined,
      limitInputPixels: maxPixels,
      sequentialRead: true,
      unlimited: false,
      ...pages,
    });
  return { format, widthPixels, heightPixels, samples, painted, signal, decode };
}

/** The error for data that starts like a photo but cannot be decoded completely. */
export function damaged(format: PhotoFormat, cause: unknown): UserError {
  const message = `Expected a complete photo, but this ${formatNames[format]} is damaged or cut short; export or upload it again`;
  return new UserError('INVALID_IMAGE', message, { cause });
}

function recognise(head: Uint8Array, length: number): PhotoFormat {
  if (head.length === 0) {
    throw new UserError('INVALID_IMAGE', `Expected ${acceptedFormats}, but received an empty file (0 bytes)`);
  }
  const recognition = recogniseFormat(head);
  if (recognition === null) {
    throw new UserError(
      'INVALID_IMAGE',
      `Expected ${acceptedFormats}, but received ${length} bytes of something else`,
    );
  }
  if ('unsupported' in recognition) throw unsupported(recognition.unsupported);
  return recognition.format;
}

function unsupported(received: string): UserError {
  const message = `Expected ${acceptedFormats}, but received ${received}; export it as JPEG first`;
  return new UserError('UNSUPPORTED_IMAGE', message);
}

function checkSize(width: number, height: number, maxPixels: number): void {
  if (width * height > maxPixels) {
    const megapixels = (count: number) => `${Math.round(count / 100_000) / 10} megapixels`;
    const received = `${width} × ${height} (${megapixels(width * height)})`;
    throw new UserError(
      'IMAGE_TOO_LARGE',
      `Expected at most ${megapixels(maxPixels)}, but received ${received}; scale it down first`,
    );
  }
  const { minSidePixels, maxAspect } = limits.photo;
  if (Math.min(width, height) < minSidePixels) {
    const message = `Expected at least ${minSidePixels} pixels a side, but received ${width} × ${height}; use a larger photo`;
    throw new UserError('INVALID_IMAGE', message);
  }
  if (Math.max(width, height) > maxAspect * Math.min(width, height)) {
    const message = `Expected a photo at most ${maxAspect} times as long as wide, but received ${width} × ${height}; crop it first`;
    throw new UserError('INVALID_IMAGE', message);
  }
}
