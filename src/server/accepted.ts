import { isUtf8, parseMediaType } from './media-type.ts';

/** A part of an `Accept` header (RFC 9110 §12.5.1). */
interface Range {
  /** Such as `text/html`, `text/*` or `*` for both parts, in lower case. */
  type: string;
  /** 0…1; 0: not acceptable. */
  quality: number;
}

/**
 * The offered media types that a client accepts, most preferred first. Equally preferred types are in the order in
 * which the client names them, otherwise in that of the offer.
 * @param header its `Accept` header; without one it accepts everything
 */
export function acceptedTypes(header: string | null, offered: readonly string[]): string[] {
  if (header === null || header.trim() === '') return [...offered];
  const ranges = header
    .split(',')
    .map(parseRange)
    .filter((range) => range !== null);
  const placed = offered.map((type) => {
    // The most specific range applies.
    const [range] = [type, type.replace(/\/.*/, '/*'), '*/*'].flatMap((wanted) =>
      ranges.filter((candidate) => candidate.type === wanted).slice(0, 1),
    );
    return { type, quality: range?.quality ?? 0, place: range ? ranges.indexOf(range) : 0 };
  });
  return placed
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.place - b.place)
    .map(({ type }) => type);
}

/** @returns null if it is not a media type, or has a character set other than UTF-8 */
function parseRange(text: string): Range | null {
  const mediaType = parseMediaType(text);
  // As sent by Java's HTTP client.
  const type = mediaType.name === '*' ? '*/*' : mediaType.name;
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return null;
  if (!isUtf8(mediaType)) return null;
  const quality = Number(mediaType.parameter('q') ?? 1);
  return { type, quality: Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 1 };
}
