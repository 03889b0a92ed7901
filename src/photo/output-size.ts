import { UserError } from '../errors.ts';
import { blocksOf, limits } from '../limits.ts';

export interface Size {
  width: number;
  height: number;
}

const { frame, usualFrame } = limits;

/**
 * The size of a photo's video: even numbers (4:2:0 chroma needs them), aspect kept.
 * Without a width it is the photo's own size, scaled down to 1920 pixels a side and to level 4.2 of H.264, but never
 * below 16 pixels on the shorter side. A requested width is used as it is, even if it enlarges the photo.
 * @param photo an accepted photo: at least 64 pixels a side, and at most 480 times as long as wide
 * @throws UserError INVALID_SETTINGS if the requested width makes the video larger than the renderer supports, or a
 *   side less than 16 pixels
 */
export function outputSize(photo: Size, widthPixels?: number): Size {
  if (widthPixels === undefined) return usualSize(photo);
  const size = evenSize(photo, widthPixels);
  const place = { path: ['widthPixels'] };
  if (!isWithin(size)) {
    const widest = largestWidth(photo, frame.maxSidePixels, isWithin);
    const message = `Expected a width of at most ${widest} pixels for this photo (${frame.maxSidePixels} pixels a side and 16.6 megapixels a frame), but received ${widthPixels}`;
    throw new UserError('INVALID_SETTINGS', message, place);
  }
  if (Math.min(size.width, size.height) < frame.minSidePixels) {
    const message = `Expected a video of at least ${frame.minSidePixels} pixels a side, but a width of ${widthPixels} makes it ${size.width} × ${size.height}; ask for a larger width`;
    throw new UserError('INVALID_SETTINGS', message, place);
  }
  return size;
}

function usualSize(photo: Size): Size {
  const size = evenSize(photo, largestWidth(photo, photo.width, isUsual));
  if (Math.min(size.width, size.height) >= frame.minSidePixels) return size;
  const isWide = photo.width >= photo.height;
  // Rounded up, so that the shorter side is not below the minimum.
  const width = isWide ? Math.ceil((frame.minSidePixels * photo.width) / photo.height) : frame.minSidePixels;
  return evenSize(photo, Math.min(width + (width % 2), frame.maxSidePixels));
}

function isWithin({ width, height }: Size): boolean {
  return Math.max(width, height) <= frame.maxSidePixels && width * height <= frame.maxPixels;
}

function isUsual(size: Size): boolean {
  return (
    Math.max(size.width, size.height) <= usualFrame.maxSidePixels && blocksOf(size) <= usualFrame.maxBlocks
  );
}

/** The largest even width up to `most` whose frame fits. */
function largestWidth(photo: Size, most: number, fits: (size: Size) => boolean): number {
  let width = roundDownToEven(most);
  // An estimate; a few steps remain.
  const area = Math.sqrt((frame.maxPixels * photo.width) / photo.height);
  width = Math.min(width, roundDownToEven(area) + 2);
  while (width > 2 && !fits(evenSize(photo, width))) width -= 2;
  return width;
}

function evenSize(photo: Size, widthPixels: number): Size {
  const width = roundDownToEven(widthPixels);
  const isOwnSize = photo.width - width === 0 || photo.width - width === 1;
  if (isOwnSize) return { width, height: Math.max(2, roundDownToEven(photo.height)) };
  // The nearest even number; ties go down.
  const height = 2 * Math.ceil((width * photo.height) / photo.width / 2 - 0.5);
  return { width, height: Math.max(2, height) };
}

function roundDownToEven(value: number): number {
  return 2 * Math.floor(value / 2);
}
