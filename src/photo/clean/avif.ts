import type { ByteReader } from '../source.ts';
import { covered, type Patch, type Span } from './covered.ts';
import { extentsOf } from './item-locations.ts';
import type { Cleaning } from './piece.ts';

/** Most bytes of a metadata box that are read. */
const longestMeta = 1 << 20;
/** Boxes in `meta` that are needed to decode the picture (ISO/IEC 14496-12 §8.11, 23008-12). */
const keptBoxes = ['hdlr', 'pitm', 'iloc', 'iinf', 'iref', 'iprp', 'idat', 'dinf', 'grpl'];
/** Types of items that hold a picture or are derived from pictures. */
const keptItems = ['av01', 'grid', 'iden', 'iovl', 'tmap'];
/** Item properties that affect how a picture is shown. */
const keptProperties =
  'ispe pixi colr av1C irot imir pasp clap clli mdcv amve reve ndwt cclv auxC a1op a1lx lsel rloc'.split(' ');

interface Box extends Span {
  type: string;
  /** Offset of its content. */
  body: number;
}

/**
 * Keeps the pictures of an AVIF and the properties that affect how they are shown. Everything else (EXIF and XMP items,
 * descriptions, names, other boxes) is overwritten with zeros, so no offset changes.
 */
export const cleanAvif: Cleaning = async (reader) => {
  const boxes = await boxesOfFile(reader);
  const meta = boxes.find(({ type }) => type === 'meta');
  if (!meta || meta.end - meta.start > longestMeta) return null;
  const bytes = await reader.read(meta.start, meta.end - meta.start);
  const cleaned = cleanMeta(bytes, meta.body - meta.start + 4);
  if (!cleaned) return null;
  const patches: Patch[] = [{ at: meta.start, bytes }];
  const spans: Span[] = [...cleaned.extents];
  for (const box of boxes) {
    if (box === meta) continue;
    if (box.type === 'ftyp') spans.push(box);
    else spans.push({ start: box.start, end: box.body });
    if (!['ftyp', 'mdat'].includes(box.type)) {
      patches.push({ at: box.start + 4, bytes: Buffer.from('free') });
      // Pictures stored outside `mdat` are not supported.
      if (cleaned.extents.some(({ start, end }) => start < box.end && end > box.start)) return null;
    }
  }
  return covered(reader.length, spans, patches);
};

/** Cleans the metadata box in place. @returns the byte ranges of the pictures; null if they cannot be determined */
function cleanMeta(bytes: Buffer, start: number): { extents: Span[] } | null {
  const boxes = boxesOf(bytes, start, bytes.length);
  const find = (type: string) => boxes.find((box) => box.type === type);
  const [locations, infos, properties, data] = ['iloc', 'iinf', 'iprp', 'idat'].map(find);
  if (!locations || !infos) return null;
  for (const box of boxes) if (!keptBoxes.includes(box.type)) hide(bytes, box);
  const pictures = cleanItems(bytes, infos);
  const container =
    properties && boxesOf(bytes, properties.body, properties.end).find(({ type }) => type === 'ipco');
  if (container) {
    for (const box of boxesOf(bytes, container.body, container.end)) {
      if (!keptProperties.includes(box.type)) hide(bytes, box);
    }
  }
  const extents = extentsOf(bytes.subarray(locations.body, locations.end));
  const kept = extents?.filter(({ item }) => pictures.has(item));
  if (!kept || kept.some(({ method, end, start }) => method > 1 || end <= start)) return null;
  if (data)
    coverOthers(
      bytes,
      data,
      kept.filter(({ method }) => method === 1),
    );
  return { extents: kept.filter(({ method }) => method === 0) };
}

/** Gives items that are not pictures an unknown type, and erases all names. @returns the ids of the pictures */
function cleanItems(bytes: Buffer, infos: Box): Set<number> {
  const pictures = new Set<number>();
  const countBytes = bytes[infos.body] === 0 ? 2 : 4;
  for (const { type, body, end } of boxesOf(bytes, infos.body + 4 + countBytes, infos.end)) {
    const idBytes = bytes[body] === 3 ? 4 : 2;
    const typeAt = body + 4 + idBytes + 2;
    if (type !== 'infe' || bytes[body] < 2 || typeAt + 4 > end) continue;
    const isPicture = keptItems.includes(bytes.toString('latin1', typeAt, typeAt + 4));
    if (isPicture) pictures.add(bytes.readUIntBE(body + 4, idBytes));
    else bytes.write('skip', typeAt, 'latin1');
    bytes.fill(0, typeAt + 4, end);
  }
  return pictures;
}

/** Overwrites those bytes of a data box that belong to no picture. */
function coverOthers(bytes: Buffer, { body, end }: Box, kept: readonly Span[]): void {
  const original = Buffer.from(bytes.subarray(body, end));
  bytes.fill(0, body, end);
  for (const span of kept)
    original.copy(bytes, body + span.start, span.start, Math.min(span.end, original.length));
}

function hide(bytes: Buffer, { start, body, end }: Box): void {
  bytes.write('free', start + 4, 'latin1');
  bytes.fill(0, body, end);
}

async function boxesOfFile(reader: ByteReader): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= reader.length; ) {
    const box = boxAt(await reader.read(at, 16), 0, reader.length - at);
    if (!box) break;
    boxes.push({ type: box.type, start: at, body: at + box.body, end: at + box.end });
    at += box.end;
  }
  return boxes;
}

function boxesOf(bytes: Buffer, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end; ) {
    const box = boxAt(bytes, at, end - at);
    if (!box) break;
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

function boxAt(bytes: Buffer, at: number, room: number): Box | null {
  if (at + 8 > bytes.length) return null;
  const short = bytes.readUInt32BE(at);
  const isLong = short === 1 && at + 16 <= bytes.length;
  const length = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? room : short;
  const head = isLong ? 16 : 8;
  if (length < head || length > room) return null;
  return { type: bytes.toString('latin1', at + 4, at + 8), start: at, body: at + head, end: at + length };
}
