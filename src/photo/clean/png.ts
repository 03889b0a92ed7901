import { crc32 } from 'node:zlib';
import { exifOf, orientationIn } from './orientation.ts';
import { type Cleaning, joined, type Piece } from './piece.ts';

const signatureLength = 8;
/** Chunks that hold the picture, its colours (PNG third edition, §11) or its resolution. */
const keptTypes = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs hIST acTL fcTL fdAT'.split(' '),
);
const longestExif = 1 << 20;

/**
 * Keeps the chunks of a PNG that make the picture. Of EXIF only the orientation is kept; bytes after the end are
 * removed.
 */
export const cleanPng: Cleaning = async (reader) => {
  const pieces: Piece[] = [{ start: 0, end: signatureLength }];
  for (let at = signatureLength; ; ) {
    const head = await reader.read(at, 8);
    if (head.length < 8) return joined(pieces);
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4);
    const end = Math.min(at + 12 + length, reader.length);
    if (keptTypes.has(type)) pieces.push({ start: at, end });
    if (type === 'IEND') return joined(pieces);
    if (type === 'eXIf' && length <= longestExif) {
      const orientation = await orientationIn(await reader.read(at + 8, length));
      if (orientation !== 1) pieces.push({ bytes: chunk('eXIf', exifOf(orientation)) });
    }
    at = end;
  }
};

function chunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  body.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}
