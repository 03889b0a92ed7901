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
 * Removes metadata from a photo file. Pixels are kept byte for byte, with the colour profile and the orientation.
 * Location, time, camera, people (EXIF, XMP, IPTC), comments, thumbnails and other pictures in the file are removed.
 * @returns the parts of the cleaned file; null if the file does not follow its format
 */
export function cleanPhoto(format: PhotoFormat, reader: ByteReader): Promise<Piece[] | null> {
  return cleanings[format](buffered(reader));
}

/** Reads a file in large chunks, because most reads follow the one before. */
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
      // A copy, because the caller may write into it.
      return Buffer.from(window.subarray(at - start, at - start + length));
    },
  };
}
