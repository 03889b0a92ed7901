import type { ByteReader } from '../source.ts';
import type { Examination, Region } from './examination.ts';

const screenLength = 13;
const descriptorLength = 10;
const extension = 0x21;
const imageSeparator = 0x2c;

/**
 * Reads the blocks of a GIF (GIF89a §18 to §26) up to its first frame. One that leaves some of the screen bare is
 * reported: the decoder paints that black where the file has no transparent colour.
 */
export async function examineGif(reader: ByteReader): Promise<Examination> {
  const screen = await reader.read(0, screenLength);
  if (screen.length < screenLength) return {};
  for (let at = screenLength + colourTableLength(screen[10]); ; ) {
    const block = await reader.read(at, descriptorLength);
    if (block[0] === extension) {
      at = await endOfSubBlocks(reader, at + 2);
      continue;
    }
    if (block[0] !== imageSeparator || block.length < descriptorLength) return {};
    const [left, top, width, height] = [1, 3, 5, 7].map((place) => block.readUInt16LE(place));
    const isWhole =
      left === 0 && top === 0 && width >= screen.readUInt16LE(6) && height >= screen.readUInt16LE(8);
    return isWhole ? {} : { painted: { left, top, width, height } satisfies Region };
  }
}

/** Bytes of the table of colours that a packed field announces. */
function colourTableLength(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

async function endOfSubBlocks(reader: ByteReader, start: number): Promise<number> {
  for (let at = start; ; ) {
    const [length = 0] = await reader.read(at, 1);
    at += 1 + length;
    if (length === 0) return at;
  }
}
