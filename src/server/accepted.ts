import { isUtf8, parseMediaType } from './media-type.ts';

/** A part of an `Accept` header (RFC 9110 §12.5.1). */
interface Range {
  /** Such as `text/html`, `text/*` or `*` for both parts, in small letters. */
  type: string;
  /** 0…1; 0: not that. */
  quality: number;
}

/**
 * Which of the offered media types a client takes, what it likes best first; of those that it likes alike, in the order in which it names
 * them, else in that of the offer.
 * @param header its `Accept`; without one it takes everything
 */
export function acceptedTypes(header: string | null, offered: readonly string[]): string[] {
  if (header === null || header.trim() === '') return [...offered];
  const ranges = header
    .split(',')
    .map(parseRange)
    .filter((range) => range !== null);
  const placed = offered.map((type) => {
    // What is named most exactly counts.
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

/** @returns null for what is no media type, or one in another character set than UTF-8 */
function parseRange(text: string): Range | null {
  const mediaType = parseMediaType(text);
  // As Java's own client has it.
  const type = mediaType.name === '*' ? '*/*' : mediaType.name;
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return null;
  if (!isUtf8(mediaType)) return null;
  const quality = Number(mediaType.parameter('q') ?? 1);
  return { type, quality: Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 1 };
}
