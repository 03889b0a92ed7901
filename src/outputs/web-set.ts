import { outputSize, type Size } from '../photo/output-size.ts';
import { formats } from '../video/formats.ts';
import type { OutputSpec } from './spec.ts';

/** Widths for phones, tablets and screens. */
const widths = [640, 1280];
const videoFormats = ['mp4-h264', 'mp4-av1'] as const;
const posterFormats = ['jpeg', 'webp', 'avif'] as const;

/**
 * The files for a web page: videos that play everywhere, smaller ones for browsers that support AV1, at up to three
 * widths, and posters in the full width, which is the default width for this photo.
 */
export function webSet(photo: Size, widthPixels?: number): OutputSpec[] {
  const full = outputSize(photo, widthPixels).width;
  // For a panorama, small widths give a strip that is too low for some encoders.
  const least = Math.max(...videoFormats.map((format) => formats[format].leastSidePixels ?? 0));
  const isHighEnough = (width: number) => (width * photo.height) / photo.width > least + 1;
  const all = [...widths.filter((width) => width < full && isHighEnough(width)), full];
  return [
    ...videoFormats.flatMap((format) => all.toReversed().map((width) => ({ format, widthPixels: width }))),
    ...posterFormats.map((format) => ({ format, widthPixels: full })),
  ];
}
