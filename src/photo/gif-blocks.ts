import type { ByteReader } from './source.ts';

/** Length of a GIF's header and logical screen descriptor (GIF89a §17 and §18). */
export const screenLength = 13;
/** First bytes of blocks. */
export const blocks = { extension: 0x21, image: 0x2c, trailer: 0x3b };

/** Bytes of the colour table that a packed field announces (§19). */
export function colourTableLength(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

/** Offset of the end of the sub-blocks (§15) that begin at `start`. */
export async function endOfSubBlocks(reader: ByteReader, start: number): Promise<number> {
  for (let at = start; ; ) {
    const [length = 0] = await reader.read(at, 1);
    at += 1 + length;
    if (length === 0) return at;
  }
}
