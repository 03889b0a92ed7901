import type { ByteReader } from '../source.ts';

/** A page of a TIFF: its tags, and its sub-pages. */
export interface TiffDirectory {
  /** Integer values of a tag; empty if it is missing or has another type. */
  numbers(tag: number): readonly number[];
  /** Sub-pages (tag 330). */
  below: readonly TiffDirectory[];
}

const subDirectories = 330;
/** Most pages that are read: more than any photo has, because a file may link them in a circle. */
const mostDirectories = 64;
/** Longer lists, such as strip offsets, are not needed here. */
const mostValues = 64;
/** Bytes per value of the integer types (TIFF 6.0 §2, BigTIFF). */
const bytesOfType: Record<number, number> = {
  1: 1,
  3: 2,
  4: 4,
  6: 1,
  8: 2,
  9: 4,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** How the file stores numbers. */
interface Layout {
  isLittleEndian: boolean;
  /** BigTIFF has offsets of 8 bytes. */
  isBig: boolean;
}

/** Reads the pages of a TIFF or BigTIFF. Pages outside the file are left out. */
export async function readDirectories(reader: ByteReader): Promise<TiffDirectory[]> {
  const head = await reader.read(0, 16);
  if (head.length < 16) return [];
  const layout = { isLittleEndian: head[0] === 0x49, isBig: head[2] === 43 || head[3] === 43 };
  const walk: Walk = { reader, layout, seen: new Set() };
  return readChain(walk, layout.isBig ? number(head, 8, 8, layout) : number(head, 4, 4, layout), true);
}

interface Walk {
  reader: ByteReader;
  layout: Layout;
  seen: Set<number>;
}

async function readChain(walk: Walk, first: number, hasBelow: boolean): Promise<TiffDirectory[]> {
  const { layout, seen } = walk;
  const [countBytes, entryBytes, offsetBytes] = layout.isBig ? [8, 20, 8] : [2, 12, 4];
  const directories: TiffDirectory[] = [];
  for (let at = first; at > 0 && !seen.has(at) && seen.size < mostDirectories; ) {
    seen.add(at);
    const head = await walk.reader.read(at, countBytes);
    if (head.length < countBytes) break;
    const count = Math.min(number(head, 0, countBytes, layout), 4096);
    const body = await walk.reader.read(at + countBytes, count * entryBytes + offsetBytes);
    const tags = await readTags(walk, body.subarray(0, count * entryBytes), entryBytes);
    const numbers = (tag: number) => tags.get(tag) ?? [];
    const below: TiffDirectory[] = [];
    if (hasBelow) for (const place of numbers(subDirectories)) below.push(...(await readOne(walk, place)));
    directories.push({ numbers, below });
    if (body.length < count * entryBytes + offsetBytes) break;
    at = number(body, count * entryBytes, offsetBytes, layout);
  }
  return directories;
}

/** A sub-page is a single page, even if its chain continues. */
async function readOne(walk: Walk, at: number): Promise<TiffDirectory[]> {
  return (await readChain(walk, at, false)).slice(0, 1);
}

async function readTags({ reader, layout }: Walk, entries: Buffer, entryBytes: number) {
  const tags = new Map<number, number[]>();
  const fieldBytes = layout.isBig ? 8 : 4;
  for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
    const bytes = bytesOfType[number(entries, at + 2, 2, layout)];
    const count = number(entries, at + 4, fieldBytes, layout);
    if (bytes === undefined || count === 0 || count > mostValues) continue;
    const field = at + 4 + fieldBytes;
    const isInside = count * bytes <= fieldBytes;
    const values = isInside
      ? entries.subarray(field, field + count * bytes)
      : await reader.read(number(entries, field, fieldBytes, layout), count * bytes);
    if (values.length < count * bytes) continue;
    const list = Array.from({ length: count }, (_, index) => number(values, index * bytes, bytes, layout));
    tags.set(number(entries, at, 2, layout), list);
  }
  return tags;
}

function number(bytes: Buffer, at: number, length: number, { isLittleEndian }: Layout): number {
  if (length === 1) return bytes[at];
  if (length === 8) {
    return Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
  return isLittleEndian ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
}
