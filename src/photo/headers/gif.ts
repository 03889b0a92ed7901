import { blocks, colourTableLength, endOfSubBlocks, screenLength } from '../gif-blocks.ts';
import type { ByteReader } from '../source.ts';
import type { Examination, Region } from './examination.ts';

const descriptorLength = 10;

/**
 * Reads the blocks of a GIF (GIF89a §18 to §26) up to its first frame. Reports a frame that does not cover the screen:
 * without a transparent colour, the decoder paints the rest black.
 */
export async function examineGif(reader: ByteReader): Promise<Examination> {
  const screen = await reader.read(0, screenLength);
  if (screen.length < screenLength) return {};
  for (let at = screenLength + colourTableLength(screen[10]); ; ) {
    const block = await reader.read(at, descriptorLength);
    if (block[0] === blocks.extension) {
      at = await endOfSubBlocks(reader, at + 2);
      continue;
    }
    if (block[0] !== blocks.image || block.length < descriptorLength) return {};
    const [left, top, width, height] = [1, 3, 5, 7].map((place) => block.readUInt16LE(place));
    const isWhole =
      left === 0 && top === 0 && width >= screen.readUInt16LE(6) && height >= screen.readUInt16LE(8);
    return isWhole ? {} : { painted: { left, top, width, height } satisfies Region };
  }
}
