import { limits } from '../limits.ts';
import type { Size } from '../photo/output-size.ts';

/** Parts of the picture that an output may show: the whole, or the largest window with an aspect ratio. */
export const crops = ['original', '16:9', '9:16', '1:1', '4:5'] as const;
export type Crop = (typeof crops)[number];

/** Width ÷ height. */
const aspects: Record<Exclude<Crop, 'original'>, number> = {
  '16:9': 16 / 9,
  '9:16': 9 / 16,
  '1:1': 1,
  '4:5': 4 / 5,
};

/** A window in a picture, in pixels. All four values are even, so that chroma is cropped together with luma. */
export interface Window extends Size {
  left: number;
  top: number;
}

/** A point in a picture, as shares of its width and height from the left and the top. */
export interface Focus {
  x: number;
  y: number;
}

/** The largest window of a crop in a picture of even size. */
export function windowSize(picture: Size, crop: Crop): Size {
  if (crop === 'original') return picture;
  const aspect = aspects[crop];
  const { width, height } = picture;
  return width / height > aspect
    ? { width: evenWithin(height * aspect, width), height }
    : { width, height: evenWithin(width / aspect, height) };
}

/** The window whose centre is nearest to a focus. */
export function windowAt(picture: Size, size: Size, focus: Focus): Window {
  const offset = (at: number, whole: number, part: number) =>
    2 * Math.round(Math.min(whole - part, Math.max(0, at * whole - part / 2)) / 2);
  return {
    ...size,
    left: offset(focus.x, picture.width, size.width),
    top: offset(focus.y, picture.height, size.height),
  };
}

function evenWithin(length: number, most: number): number {
  return Math.min(most, Math.max(limits.frame.minSidePixels, 2 * Math.round(length / 2)));
}
