import { joined, type Piece } from './piece.ts';

/** Bytes `start` … `end` − 1 of a file. */
export interface Span {
  start: number;
  end: number;
}

/** Bytes that replace as many bytes of a file, from `at` on. */
export interface Patch {
  at: number;
  bytes: Buffer;
}

/**
 * Builds a file of the same length that is zero except for some spans and patches.
 * @returns null if patches overlap, because the result would be ambiguous
 */
export function covered(length: number, spans: readonly Span[], patches: readonly Patch[]): Piece[] | null {
  const laid = patches.toSorted((a, b) => a.at - b.at);
  const kept = united(spans, length);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { at: start, bytes } of laid) {
    if (start < at || start + bytes.length > length) return null;
    pieces.push(...between(kept, at, start), { bytes });
    at = start + bytes.length;
  }
  return joined([...pieces, ...between(kept, at, length)]);
}

/** Kept spans from `start` to `end`, with zeros between them. */
function between(kept: readonly Span[], start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  for (const span of kept) {
    const from = Math.max(span.start, at);
    const to = Math.min(span.end, end);
    if (to <= from) continue;
    pieces.push({ zeros: from - at }, { start: from, end: to });
    at = to;
  }
  return [...pieces, { zeros: end - at }];
}

/** The spans sorted, merged and clipped to the file. */
function united(spans: readonly Span[], length: number): Span[] {
  const list: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = list.at(-1);
    if (last && start <= last.end) last.end = Math.min(length, Math.max(last.end, end));
    else if (start < length) list.push({ start, end: Math.min(length, end) });
  }
  return list;
}
