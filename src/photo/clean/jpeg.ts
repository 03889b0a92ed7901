import type { ByteReader } from '../source.ts';
import { exifOf, orientationIn } from './orientation.ts';
import { type Cleaning, joined, type Piece } from './piece.ts';

const marker = { endOfImage: 0xd9, startOfScan: 0xda, app0: 0xe0, app1: 0xe1, app2: 0xe2, app14: 0xee };
const chunkLength = 1 << 16;
/** Length of a JFIF segment without its thumbnail, and the offset of the thumbnail's size. */
const jfif = { length: 18, thumbnailAt: 16 };

/**
 * Keeps what is needed to decode a JPEG (ITU-T T.81, annex B), JFIF without its thumbnail, the ICC profile and Adobe's
 * colour marker. Of EXIF only the orientation is kept. Other pictures and clips after the end marker are removed.
 */
export const cleanJpeg: Cleaning = async (reader) => {
  const pieces: Piece[] = [{ start: 0, end: 2 }];
  let hasOrientation = false;
  for (let at = 2; ; ) {
    const head = await reader.read(at, 4);
    // Files without an end marker are accepted, too.
    if (head.length < 2) return joined(pieces);
    const kind = head[1];
    // Decoders skip bytes between segments.
    if (head[0] !== 0xff || kind === 0xff || kind === 0) {
      at += 1;
      continue;
    }
    if (isAlone(kind)) {
      pieces.push({ start: at, end: at + 2 });
      if (kind === marker.endOfImage) return joined(pieces);
      at += 2;
      continue;
    }
    const length = head.length === 4 ? head.readUInt16BE(2) : 0;
    if (length < 2 || kind < 0xc0) return null;
    const segment = { start: at, end: Math.min(at + 2 + length, reader.length) };
    const orientation = kind === marker.app1 && !hasOrientation ? await orientationOf(reader, segment) : null;
    if (orientation !== null) {
      hasOrientation = true;
      if (orientation !== 1) pieces.push({ bytes: exifSegment(orientation) });
    } else pieces.push(...(await kept(reader, kind, segment)));
    at = segment.end;
    if (kind !== marker.startOfScan) continue;
    at = await endOfScan(reader, at);
    pieces.push({ start: segment.end, end: at });
  }
};

interface Segment {
  start: number;
  end: number;
}

/** True for markers without a length: restart markers and the end of the image. */
function isAlone(kind: number): boolean {
  return kind === 0x01 || (kind >= 0xd0 && kind <= marker.endOfImage);
}

async function kept(reader: ByteReader, kind: number, segment: Segment): Promise<Piece[]> {
  // Frames, tables and scans: their markers are smaller than those of application segments.
  if (kind < marker.app0) return [segment];
  const head = await reader.read(segment.start, Math.min(jfif.length, segment.end - segment.start));
  const says = (name: string) => head.toString('latin1', 4, 4 + name.length) === name;
  if (kind === marker.app2 && says('ICC_PROFILE\0')) return [segment];
  if (kind === marker.app14 && says('Adobe')) return [segment];
  if (kind !== marker.app0 || !says('JFIF\0') || head.length < jfif.length) return [];
  if (segment.end - segment.start === jfif.length) return [segment];
  head.writeUInt16BE(jfif.length - 2, 2);
  head.fill(0, jfif.thumbnailAt);
  return [{ bytes: head }];
}

/** The orientation in an EXIF segment; null for other segments. */
async function orientationOf(reader: ByteReader, { start, end }: Segment): Promise<number | null> {
  const body = await reader.read(start + 4, end - start - 4);
  return body.toString('latin1', 0, 6) === 'Exif\0\0' ? orientationIn(body) : null;
}

function exifSegment(orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifOf(orientation)]);
  const head = Buffer.from([0xff, marker.app1, 0, body.length + 2]);
  return Buffer.concat([head, body]);
}

/**
 * Offset of the next marker after entropy-coded data, in which FF is followed by 00, by another FF or by a restart
 * number.
 */
async function endOfScan(reader: ByteReader, start: number): Promise<number> {
  for (let at = start; at < reader.length; at += chunkLength) {
    // One byte more, so that no pair is split.
    const chunk = await reader.read(at, chunkLength + 1);
    for (let place = chunk.indexOf(0xff); place >= 0; place = chunk.indexOf(0xff, place + 1)) {
      const next = chunk[place + 1];
      if (place === chunkLength || next === undefined || next === 0 || next === 0xff) continue;
      if (next < 0xd0 || next > 0xd7) return at + place;
    }
  }
  return reader.length;
}
