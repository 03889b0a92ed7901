import type { Photo } from '../../photo/photo.ts';

/** Minimum width of a border, in pixels. */
const thinnest = 3;
/** Maximum difference of colours within a border, in levels. */
const evenness = 6;
/** Minimum step between border and picture, in levels, and the share of pixels that must have it. */
const [step, stepShare] = [20, 0.6];

/** Number of rows and columns of a border on each side; 0 if there is none. */
export interface Border {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Finds a border of one flat colour around a photo, such as a frame or a letterbox: it is not sky, even if it is white.
 */
export function findBorder(photo: Photo): Border {
  const { width, height } = photo;
  const rows = (at: (i: number) => number) =>
    thickness(photo, height, width, (line, i) => at(line) * width + i);
  const columns = (at: (i: number) => number) =>
    thickness(photo, width, height, (line, i) => i * width + at(line));
  return {
    top: rows((line) => line),
    bottom: rows((line) => height - 1 - line),
    left: columns((line) => line),
    right: columns((line) => width - 1 - line),
  };
}

/** Number of lines from one side that have one colour, up to a sharp step; at most a third of all. */
function thickness(
  { rgba }: Photo,
  lines: number,
  length: number,
  pixelAt: (line: number, i: number) => number,
): number {
  const first = 4 * pixelAt(0, Math.floor(length / 2));
  const differs = (line: number, i: number, by: number) => {
    const at = 4 * pixelAt(line, i);
    return [0, 1, 2].some((channel) => Math.abs(rgba[at + channel] - rgba[first + channel]) > by);
  };
  const count = (line: number, by: number) => {
    let different = 0;
    for (let i = 0; i < length; i++) if (differs(line, i, by)) different++;
    return different;
  };
  // A border's corners belong to the neighbouring sides, too; a few pixels of lettering may cross it.
  let line = 0;
  while (line < lines / 3 && count(line, evenness) <= length / 100) line++;
  if (line < thinnest || line >= lines / 3) return 0;
  // An encoder blurs the edge over a pixel or two.
  return count(Math.min(lines - 1, line + 2), step) >= stepShare * length * 0.9 ? line + 2 : 0;
}
