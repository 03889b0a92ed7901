import { outputSize, type Size } from '../photo/output-size.ts';
import { type FormatName, formats } from '../video/formats.ts';
import type { OutputSpec } from './spec.ts';

/** Widths for phones, tablets and screens. */
const widths = [640, 1280];
const videoFormats = ['mp4-h264', 'mp4-av1'] as const;
const posterFormats = ['jpeg', 'webp', 'avif'] as const;

/**
 * The files for a web page: videos that play everywhere, smaller ones for browsers that support AV1, at up to three
 * widths, and posters in the full width, which is at most the default width for this photo. Videos that are too low for
 * their encoder are left out.
 */
export function webSet(photo: Size, widthPixels?: number): OutputSpec[] {
  const full = Math.min(outputSize(photo, widthPixels).width, outputSize(photo).width);
  const leastOf = (format: FormatName) => formats[format].leastSidePixels ?? 0;
  // For a panorama, small widths give a strip that is too low for some encoders.
  const least = Math.max(...videoFormats.map(leastOf));
  const isHighEnough = (width: number) => (width * photo.height) / photo.width > least + 1;
  const smaller = widths.filter((width) => width < full && isHighEnough(width)).toReversed();
  const { height } = outputSize(photo, full);
  return [
    ...videoFormats.flatMap((format) => {
      const all = Math.min(full, height) < leastOf(format) ? smaller : [full, ...smaller];
      return all.map((width) => ({ format, widthPixels: width }));
    }),
    ...posterFormats.map((format) => ({ format, widthPixels: full })),
  ];
}
