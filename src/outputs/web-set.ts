import { outputSize, type Size } from '../photo/output-size.ts';
import { formats } from '../video/formats.ts';
import type { OutputSpec } from './spec.ts';

/** Widths for phones, tablets and screens. */
const widths = [640, 1280];
const videoFormats = ['mp4-h264', 'mp4-av1'] as const;
const posterFormats = ['jpeg', 'webp', 'avif'] as const;

/**
 * What a web page needs: videos that play everywhere and smaller ones for browsers that know AV1, at up to three widths, and posters
 * in the full width, which is that of the usual video of this photo.
 */
export function webSet(photo: Size, widthPixels?: number): OutputSpec[] {
  const full = outputSize(photo, widthPixels).width;
  // Of a panorama small widths leave a strip that not every encoder takes.
  const least = Math.max(...videoFormats.map((format) => formats[format].leastSidePixels ?? 0));
  const isHighEnough = (width: number) => (width * photo.height) / photo.width > least + 1;
  const all = [...widths.filter((width) => width < full && isHighEnough(width)), full];
  return [
    ...videoFormats.flatMap((format) => all.toReversed().map((width) => ({ format, widthPixels: width }))),
    ...posterFormats.map((format) => ({ format, widthPixels: full })),
  ];
}
