import { UserError } from '../errors.ts';

export interface Size {
  width: number;
  height: number;
}

/** Width of a video when nobody asks for another. */
const defaultMaxWidthPixels = 1920;
/** Pixels of a 7680 × 2160 frame: what the widest video may hold. */
export const maxOutputPixels = 7680 * 2160;
/** The encoder works in blocks of 16 × 16. */
const minOutputSidePixels = 16;

/**
 * The size of the video of a photo: even numbers (4:2:0 chroma needs them), aspect kept.
 * Without a width it is the photo's own size, at most 1920 wide and 16.6 megapixels; a width that is asked for is
 * taken as it is, even when it enlarges the photo.
 * @throws UserError INVALID_SETTINGS when the width asked for makes the video too large or flatter than 16 pixels
 */
export function outputSize(photo: Size, widthPixels?: number): Size {
  if (widthPixels === undefined) {
    const largestWidth = Math.sqrt((maxOutputPixels * photo.width) / photo.height);
    return evenSize(photo, Math.min(photo.width, defaultMaxWidthPixels, Math.floor(largestWidth)));
  }
  const size = evenSize(photo, widthPixels);
  const place = { path: ['widthPixels'] };
  if (size.width * size.height > maxOutputPixels) {
    const widest = 2 * Math.floor(Math.sqrt((maxOutputPixels * photo.width) / photo.height) / 2);
    const message = `Expected a width of at most ${widest} pixels for this photo (16.6 megapixels a frame), but received ${widthPixels}`;
    throw new UserError('INVALID_SETTINGS', message, place);
  }
  if (Math.min(size.width, size.height) < minOutputSidePixels) {
    const message = `Expected a video of at least 16 pixels a side, but a width of ${widthPixels} makes it ${size.width} × ${size.height}; ask for a larger width`;
    throw new UserError('INVALID_SETTINGS', message, place);
  }
  return size;
}

function evenSize(photo: Size, widthPixels: number): Size {
  const width = roundDownToEven(widthPixels);
  const isOwnSize = photo.width - width === 0 || photo.width - width === 1;
  if (isOwnSize) return { width, height: Math.max(2, roundDownToEven(photo.height)) };
  // Nearest even number; halfway goes down.
  const height = 2 * Math.ceil((width * photo.height) / photo.width / 2 - 0.5);
  return { width, height: Math.max(2, height) };
}

function roundDownToEven(value: number): number {
  return 2 * Math.floor(value / 2);
}
