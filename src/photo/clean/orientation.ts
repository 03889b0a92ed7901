import { readDirectories } from '../headers/tiff-directories.ts';
import { withReader } from '../source.ts';

const orientationTag = 274;
/** A TIFF file of one page with one tag: the orientation. */
const template = Buffer.from('49492a00080000000100120103000100000001000000' + '00000000', 'hex');
const valueAt = 18;

/**
 * Reads the orientation from EXIF.
 * @param exif a TIFF file, optionally after `Exif` and two zeros
 * @returns 1…8; 1 (as stored) if EXIF has none
 */
export async function orientationIn(exif: Buffer): Promise<number> {
  const tiff = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const [page] = await withReader(tiff, readDirectories);
  const [orientation = 1] = page?.numbers(orientationTag) ?? [];
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** EXIF that holds only an orientation (1…8). */
export function exifOf(orientation: number): Buffer {
  const exif = Buffer.from(template);
  exif.writeUInt16LE(orientation, valueAt);
  return exif;
}
