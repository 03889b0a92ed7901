import type { ByteReader } from '../source.ts';
import { type Cleaning, joined, type Piece } from './piece.ts';

const screenLength = 13;
const kind = { extension: 0x21, image: 0x2c, trailer: 0x3b, comment: 0xfe, application: 0xff };
/** Applications whose blocks say how to show the picture: how often it repeats, and its ICC profile. */
const keptApplications = ['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012'];

/** Keeps the blocks of a GIF (GIF89a) but for comments and those of applications that say more than how to show it. */
export const cleanGif: Cleaning = async (reader) => {
  const screen = await reader.read(0, screenLength);
  if (screen.length < screenLength) return null;
  let at = screenLength + tableLength(screen[10]);
  const pieces: Piece[] = [{ start: 0, end: at }];
  for (;;) {
    const head = await reader.read(at, 14);
    let end: number;
    let isKept = true;
    if (head[0] === kind.trailer) {
      pieces.push({ start: at, end: at + 1 });
      return joined(pieces);
    } else if (head[0] === kind.extension && head.length > 2) {
      end = await endOfSubBlocks(reader, at + 2);
      const application = head.toString('latin1', 3, 14);
      isKept =
        head[1] !== kind.comment && (head[1] !== kind.application || keptApplications.includes(application));
    } else if (head[0] === kind.image && head.length >= 10) {
      end = await endOfSubBlocks(reader, at + 11 + tableLength(head[9]));
    } else return joined(pieces);
    if (isKept) pieces.push({ start: at, end: Math.min(end, reader.length) });
    at = end;
  }
};

/** Bytes of the table of colours that a packed field announces. */
function tableLength(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

async function endOfSubBlocks(reader: ByteReader, start: number): Promise<number> {
  for (let at = start; ; ) {
    const [length = 0] = await reader.read(at, 1);
    at += 1 + length;
    if (length === 0) return at;
  }
}
