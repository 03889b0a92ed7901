import { blocks, colourTableLength, endOfSubBlocks, screenLength } from '../gif-blocks.ts';
import { type Cleaning, joined, type Piece } from './piece.ts';

const extensions = { comment: 0xfe, application: 0xff };
/** Application extensions that affect how the picture is shown: repetitions and the ICC profile. */
const keptApplications = ['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012'];

/** Removes from a GIF (GIF89a) its comments and all application extensions that do not affect how it is shown. */
export const cleanGif: Cleaning = async (reader) => {
  const screen = await reader.read(0, screenLength);
  if (screen.length < screenLength) return null;
  let at = screenLength + colourTableLength(screen[10]);
  const pieces: Piece[] = [{ start: 0, end: at }];
  for (;;) {
    const head = await reader.read(at, 14);
    let end: number;
    let isKept = true;
    if (head[0] === blocks.trailer) {
      pieces.push({ start: at, end: at + 1 });
      return joined(pieces);
    } else if (head[0] === blocks.extension && head.length > 2) {
      end = await endOfSubBlocks(reader, at + 2);
      const application = head.toString('latin1', 3, 14);
      isKept =
        head[1] !== extensions.comment &&
        (head[1] !== extensions.application || keptApplications.includes(application));
    } else if (head[0] === blocks.image && head.length >= 10) {
      end = await endOfSubBlocks(reader, at + 11 + colourTableLength(head[9]));
    } else return joined(pieces);
    if (isKept) pieces.push({ start: at, end: Math.min(end, reader.length) });
    at = end;
  }
};
