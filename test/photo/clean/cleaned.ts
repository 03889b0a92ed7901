import { cleanPhoto } from '../../../src/photo/clean/clean.ts';
import type { Piece } from '../../../src/photo/clean/piece.ts';
import { headLength, recogniseFormat } from '../../../src/photo/format.ts';
import { withReader } from '../../../src/photo/source.ts';

/** A file put together from parts of another. */
export function bytesOf(photo: Buffer, pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => {
      if ('bytes' in piece) return piece.bytes;
      return 'zeros' in piece ? Buffer.alloc(piece.zeros) : photo.subarray(piece.start, piece.end);
    }),
  );
}

/** A photo without its metadata. @throws Error where nobody can tell what is the picture */
export async function clean(photo: Buffer): Promise<Buffer> {
  const recognised = recogniseFormat(photo.subarray(0, headLength));
  if (!recognised || !('format' in recognised)) throw new Error('Expected a photo');
  const pieces = await withReader(photo, (reader) => cleanPhoto(recognised.format, reader));
  if (!pieces) throw new Error('Expected a photo that can be understood');
  return bytesOf(photo, pieces);
}
