import sharp, { type Sharp } from 'sharp';
import { UserError } from '../errors.ts';
import { acceptedFormats, headLength, type PhotoFormat, recogniseFormat } from './format.ts';
import { type PhotoSource, readHead, sizeBytes } from './source.ts';

// Every photo is decoded once or twice in its life: a cache of decoded pixels would only hold memory.
sharp.cache(false);

/** Photos with more pixels are refused: decoding 96 megapixels took up to 0.9 GB (WebP). */
export const maxPhotoPixels = 100_000_000;
/** A photo with a shorter side shows nothing that could move. */
export const minPhotoSidePixels = 64;

export interface PhotoLimits {
  /** Most pixels that are decoded; default {@link maxPhotoPixels}. */
  maxPixels?: number;
}

export interface OpenedPhoto {
  format: PhotoFormat;
  /** Size as seen, after the rotation that EXIF asks for. */
  widthPixels: number;
  heightPixels: number;
  /** A fresh decoding pipeline that turns the photo upright; it fails on damaged or truncated data. */
  decode(): Sharp;
}

/**
 * Checks a photo as far as its header goes, without decoding a pixel: what it is, how big, whether it is still.
 * @throws UserError INVALID_IMAGE, UNSUPPORTED_IMAGE, IMAGE_TOO_LARGE, or NOT_FOUND for a path without a file
 */
export async function openPhoto(source: PhotoSource, limits: PhotoLimits = {}): Promise<OpenedPhoto> {
  const format = await recognise(source);
  const metadata = await sharp(source, { limitInputPixels: false })
    .metadata()
    .catch((cause) => {
      throw damaged(format, cause);
    });
  if ((metadata.pages ?? 1) > 1 && (format === 'gif' || format === 'webp')) {
    throw unsupported(`an animated ${format === 'gif' ? 'GIF' : 'WebP'} with ${metadata.pages} frames`);
  }
  const { width: widthPixels, height: heightPixels } = metadata.autoOrient;
  checkSize(widthPixels, heightPixels, limits.maxPixels ?? maxPhotoPixels);
  const decode = () =>
    sharp(source, {
      autoOrient: true,
      failOn: 'error',
      limitInputPixels: limits.maxPixels ?? maxPhotoPixels,
      sequentialRead: true,
      unlimited: false,
    });
  return { format, widthPixels, heightPixels, decode };
}

/** The error for data that starts like a photo but cannot be decoded to its end. */
export function damaged(format: PhotoFormat, cause: unknown): UserError {
  const message = `Expected a complete photo, but this ${format.toUpperCase()} is damaged or cut short; export or upload it again`;
  return new UserError('INVALID_IMAGE', message, { cause });
}

async function recognise(source: PhotoSource): Promise<PhotoFormat> {
  const head = await readHead(source, headLength);
  if (head.length === 0) {
    throw new UserError('INVALID_IMAGE', `Expected ${acceptedFormats}, but received an empty file (0 bytes)`);
  }
  const recognition = recogniseFormat(head);
  if (recognition === null) {
    const size = await sizeBytes(source);
    throw new UserError(
      'INVALID_IMAGE',
      `Expected ${acceptedFormats}, but received ${size} bytes of something else`,
    );
  }
  if ('unsupported' in recognition) throw unsupported(recognition.unsupported);
  return recognition.format;
}

function unsupported(received: string): UserError {
  const message = `Expected ${acceptedFormats}, but received ${received}; convert it to JPEG first`;
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
  if (Math.min(width, height) < minPhotoSidePixels) {
    const message = `Expected at least ${minPhotoSidePixels} pixels a side, but received ${width} × ${height}; use a larger photo`;
    throw new UserError('INVALID_IMAGE', message);
  }
}
