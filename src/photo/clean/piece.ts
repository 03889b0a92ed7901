import type { ByteReader } from '../source.ts';

/**
 * A part of a file that is made from another: bytes `start` … `end` − 1 of the other, new bytes, or a number of zeros.
 */
export type Piece = { start: number; end: number } | { bytes: Uint8Array } | { zeros: number };

/**
 * Finds the parts of a photo that make its picture: pixels, colours, orientation. The rest, which may reveal where and
 * by whom it was taken, is left out or replaced by zeros.
 * @returns null if the file does not follow its format
 */
export type Cleaning = (reader: ByteReader) => Promise<Piece[] | null>;

export function lengthOf(piece: Piece): number {
  if ('bytes' in piece) return piece.bytes.byteLength;
  return 'zeros' in piece ? piece.zeros : piece.end - piece.start;
}

/** Merges parts that are adjacent in the file and drops empty ones. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const list: Piece[] = [];
  for (const piece of pieces) {
    const last = list.at(-1);
    if (lengthOf(piece) === 0) continue;
    if (last && 'end' in last && 'start' in piece && last.end === piece.start) {
      list[list.length - 1] = { start: last.start, end: piece.end };
    } else list.push(piece);
  }
  return list;
}
