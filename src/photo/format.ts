/** Formats that can be decoded: sharp's name, media type and extension. */
export const photoFormats = {
  jpeg: { contentType: 'image/jpeg', extension: 'jpg' },
  png: { contentType: 'image/png', extension: 'png' },
  webp: { contentType: 'image/webp', extension: 'webp' },
  avif: { contentType: 'image/avif', extension: 'avif' },
  tiff: { contentType: 'image/tiff', extension: 'tiff' },
  gif: { contentType: 'image/gif', extension: 'gif' },
} as const;
export type PhotoFormat = keyof typeof photoFormats;

/** Names for people. */
export const formatNames: Record<PhotoFormat, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  gif: 'GIF',
};

/** Media types of pictures that cannot be decoded. */
const otherTypes = /^image\/(?:hei[cf](?:-sequence)?|svg\+xml|jxl|jp2|x-adobe-dng|vnd\.adobe\.photoshop)$/;

/**
 * False if a media type rules out a photo that can be decoded. Only the bytes decide what a file is: media types vary
 * (`image/jpg`) and are often generic (`application/octet-stream`).
 */
export function mayBePhoto(contentType: string): boolean {
  const type = contentType.split(';', 1)[0].trim().toLowerCase();
  return (
    (type.startsWith('image/') && !otherTypes.test(type)) ||
    type === 'application/octet-stream' ||
    type === ''
  );
}

export const acceptedFormats = 'a JPEG, PNG, WebP, AVIF, TIFF or still GIF';

/** Number of bytes that {@link recogniseFormat} needs. */
export const headLength = 512;

export type Recognition = { format: PhotoFormat } | { unsupported: string } | null;

/**
 * Recognises a file by its first bytes, never by its name. Data must pass here before it reaches a decoder, so that
 * exotic decoders stay out of reach.
 * @returns a format that can be decoded, the name of a known one that cannot, or null
 */
export function recogniseFormat(head: Uint8Array): Recognition {
  const text = latin1(head);
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (/^RIFF....WEBP/s.test(text)) return { format: 'webp' };
  if (/^GIF8[79]a/.test(text)) return { format: 'gif' };
  if (rawHeads.test(text)) return { unsupported: 'a raw camera file' };
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return { format: 'tiff' };
  if (text.slice(4, 8) === 'ftyp') return recogniseBrand(head, text);
  return recogniseForeign(text);
}

/**
 * Raw files of Canon (CR2, CRW), Phase One, Olympus, Panasonic, Fujifilm, Sigma and Minolta; DNG and others are TIFF
 * inside.
 */
const rawHeads =
  /^(?:II\*\0.{4}CR|II\W\0{3}HEAPCCDR|II\*\0.{4}IIII|MM\0\*.{4}MMMM|IIR[OS]|MMOR|IIU\0|FUJIFILMCCD-RAW|FOVb|\0MRM)/s;

/** ISO base media files (AVIF, HEIC, MP4) differ only in the brands of their first box (ISO/IEC 14496-12 §4.3). */
function recogniseBrand(head: Uint8Array, text: string): Recognition {
  const boxEnd = Math.min(
    new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0),
    text.length,
  );
  const major = text.slice(8, 12);
  const brands = [major];
  for (let at = 16; at + 4 <= boxEnd; at += 4) brands.push(text.slice(at, at + 4));
  if (major === 'avis') return { unsupported: 'an animated AVIF' };
  if (brands.includes('avif')) return { format: 'avif' };
  if (brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand))) {
    return { unsupported: 'a HEIC/HEIF photo' };
  }
  if (/^crx /.test(major)) return { unsupported: 'a raw camera file' };
  return { unsupported: 'a video or another media file' };
}

function recogniseForeign(text: string): Recognition {
  if (text.startsWith('%PDF')) return { unsupported: 'a PDF document' };
  if (
    /^(\xef\xbb\xbf)?\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(text) &&
    /<svg|<!DOCTYPE svg|<\?xml/i.test(text)
  ) {
    return { unsupported: 'an SVG drawing' };
  }
  if (text.startsWith('BM') && text.slice(6, 10) === '\0\0\0\0') return { unsupported: 'a BMP' };
  if (text.startsWith('8BPS')) return { unsupported: 'a Photoshop document' };
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return { unsupported: 'a JPEG XL' };
  if (text.startsWith('\0\0\0\x0cjP  ')) return { unsupported: 'a JPEG 2000' };
  return null;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
