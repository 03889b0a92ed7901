import type { ColourSignal } from '../colour/signal.ts';

/** A rectangle of a picture, in pixels. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What a header says that matters for decoding, or that rules it out. */
export interface Examination {
  /** Why the photo cannot be decoded, as a name of its kind. */
  unsupported?: string;
  /** The page that holds the picture; default: the first. */
  page?: number;
  /** The picture below that page. */
  subPage?: number;
  /** Indices of the samples that make a pixel, if there are others: colours, then alpha if any. */
  samples?: readonly number[];
  /** Meaning of the colours, if they are not sRGB and there is no ICC profile. */
  signal?: ColourSignal;
  /** The part of the picture that the file has pixels for, if that is not all of it. */
  painted?: Region;
  /** The file's bytes, if some had to be added at its end. */
  completed?: Uint8Array;
}

export function unsupported(what: string): Examination {
  return { unsupported: what };
}
