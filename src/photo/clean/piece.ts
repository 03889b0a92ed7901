import type { ByteReader } from '../source.ts';

/** A part of a file that is made of another: bytes `start` … `end` − 1 of it, bytes of its own, or as many zeros. */
export type Piece = { start: number; end: number } | { bytes: Uint8Array } | { zeros: number };

/**
 * Finds the parts of a photo that are its picture: pixels, colours, the side that is up. The rest, which may say where and by whom it
 * was taken, is left out or covered with zeros.
 * @returns null where the file is not built as its format asks, so that nobody knows what is what
 */
export type Cleaning = (reader: ByteReader) => Promise<Piece[] | null>;

export function lengthOf(piece: Piece): number {
  if ('bytes' in piece) return piece.bytes.byteLength;
  return 'zeros' in piece ? piece.zeros : piece.end - piece.start;
}

/** Joins parts that follow each other in the file, and leaves out empty ones. */
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
