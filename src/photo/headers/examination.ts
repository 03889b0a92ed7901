import type { ColourSignal } from '../colour/signal.ts';

/** A rectangle of a picture, in pixels. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What a header says that a decoder has to be told, or that keeps it away. */
export interface Examination {
  /** What the photo is, where it is of a kind that is not decoded. */
  unsupported?: string;
  /** The page that holds the picture; default: the first. */
  page?: number;
  /** The picture below that page. */
  subPage?: number;
  /** The samples that make a pixel, by their places, where there are others too: colour, then alpha if there is any. */
  samples?: readonly number[];
  /** What colours mean, where it is not sRGB and no ICC profile tells. */
  signal?: ColourSignal;
  /** The part of the picture that the file has pixels for, where that is not all of it. */
  painted?: Region;
  /** The file, where bytes had to be added at its end. */
  completed?: Uint8Array;
}

export function unsupported(what: string): Examination {
  return { unsupported: what };
}
