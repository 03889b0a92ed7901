import type { PhotoFormat } from '../format.ts';
import type { ByteReader } from '../source.ts';
import { cleanAvif } from './avif.ts';
import { cleanGif } from './gif.ts';
import { cleanJpeg } from './jpeg.ts';
import type { Cleaning, Piece } from './piece.ts';
import { cleanPng } from './png.ts';
import { cleanTiff } from './tiff.ts';
import { cleanWebp } from './webp.ts';

const cleanings: Record<PhotoFormat, Cleaning> = {
  jpeg: cleanJpeg,
  png: cleanPng,
  webp: cleanWebp,
  avif: cleanAvif,
  tiff: cleanTiff,
  gif: cleanGif,
};

const windowBytes = 1 << 16;

/**
 * What of a photo to give to others: its pixels byte for byte, its colour profile and the side that is up, without what it says of
 * the place, the time, the camera and the people (EXIF, XMP, IPTC, comments, thumbnails, other pictures in the same file).
 * @returns the parts of the file that it is made of; null where the file is not built as its format asks
 */
export function cleanPhoto(format: PhotoFormat, reader: ByteReader): Promise<Piece[] | null> {
  return cleanings[format](buffered(reader));
}

/** Reads a file in larger parts: most that is asked for follows what was asked before. */
function buffered(reader: ByteReader): ByteReader {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  return {
    length: reader.length,
    async read(at, length) {
      if (length > windowBytes) return reader.read(at, length);
      if (at < start || at + length > start + window.length) {
        start = at;
        window = await reader.read(at, windowBytes);
      }
      // A copy: who reads may write into it.
      return Buffer.from(window.subarray(at - start, at - start + length));
    },
  };
}
