import { exifOf, orientationIn } from './orientation.ts';
import { type Cleaning, joined, lengthOf, type Piece } from './piece.ts';

/** `RIFF`, length, `WEBP`. */
const headLength = 12;
/** Chunks that make the picture (RFC 9649 §2). */
const keptTypes = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const flag = { exif: 0x08, xmp: 0x04 };
const longestExif = 1 << 20;

/** Keeps the chunks of a WebP that make the picture. Of EXIF only the orientation is kept. */
export const cleanWebp: Cleaning = async (reader) => {
  const head = await reader.read(0, headLength);
  if (head.length < headLength) return null;
  const fileEnd = Math.min(reader.length, 8 + head.readUInt32LE(4));
  const pieces: Piece[] = [];
  let features: Buffer | null = null;
  for (let at = headLength; at + 8 <= fileEnd; ) {
    const chunk = await reader.read(at, 8);
    const type = chunk.toString('latin1', 0, 4);
    const length = chunk.readUInt32LE(4);
    // Chunks are padded to an even length.
    const end = at + 8 + length + (length % 2);
    if (type === 'VP8X') {
      features = await reader.read(at, 8 + length);
      if (features.length < 18) return null;
      features[8] &= ~(flag.exif | flag.xmp);
      pieces.push({ bytes: features });
    } else if (keptTypes.has(type)) {
      pieces.push({ start: at, end: Math.min(end, fileEnd) });
      if (length % 2 === 1 && end > fileEnd) pieces.push({ zeros: 1 });
    } else if (type === 'EXIF' && features && length <= longestExif) {
      const orientation = await orientationIn(await reader.read(at + 8, length));
      if (orientation !== 1) {
        features[8] |= flag.exif;
        pieces.push({ bytes: exifChunk(orientation) });
      }
    }
    at = end;
  }
  const bodyLength = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  head.writeUInt32LE(4 + bodyLength, 4);
  return joined([{ bytes: head }, ...pieces]);
};

function exifChunk(orientation: number): Buffer {
  const body = exifOf(orientation);
  const head = Buffer.from('EXIF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
