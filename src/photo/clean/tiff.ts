import type { ByteReader } from '../source.ts';
import { covered, type Patch, type Span } from './covered.ts';
import type { Cleaning } from './piece.ts';

/**
 * Tags needed to decode the picture: size, samples, colours, orientation, resolution, pixel data (TIFF 6.0, TIFF/EP,
 * ICC.1 B.4).
 */
const keptTags = new Set([
  254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284,
  288, 289, 290, 291, 292, 293, 296, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 334, 336,
  338, 339, 340, 341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 34675,
]);
/** Tags with the offsets of pixel data, and the tags with their byte counts. */
const pixelTags = [
  { offsets: 273, lengths: 279 },
  { offsets: 324, lengths: 325 },
  { offsets: 513, lengths: 514 },
];
const pagesBelow = 330;
/** Bytes per value, by type (TIFF 6.0 §2, BigTIFF). */
const bytesOfType = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const mostPages = 64;
const mostEntries = 4_096;
/** Most bytes of a list of offsets or lengths that are read. */
const longestList = 1 << 24;

/**
 * Keeps the tags of a TIFF or BigTIFF that make its pictures, and the data they refer to. Everything else (EXIF, GPS,
 * XMP, IPTC, names, dates, unreferenced bytes) is overwritten with zeros, so no offset changes.
 */
export const cleanTiff: Cleaning = async (reader) => {
  const head = await reader.read(0, 16);
  if (head.length < 16) return null;
  const isLittle = head[0] === 0x49;
  const isBig = head[isLittle ? 2 : 3] === 43;
  const walk = new Walk(reader, isLittle, isBig);
  const headLength = isBig ? 16 : 8;
  walk.spans.push({ start: 0, end: headLength });
  const isWhole = await walk.readPages(walk.number(head, isBig ? 8 : 4, isBig ? 8 : 4), true);
  return isWhole ? covered(reader.length, walk.spans, walk.patches) : null;
};

interface Entry {
  tag: number;
  bytes: Buffer;
  values: Span;
  valueBytes: number;
}

class Walk {
  readonly spans: Span[] = [];
  readonly patches: Patch[] = [];
  readonly #reader: ByteReader;
  readonly #isLittle: boolean;
  readonly #isBig: boolean;
  readonly #seen = new Set<number>();

  constructor(reader: ByteReader, isLittle: boolean, isBig: boolean) {
    this.#reader = reader;
    this.#isLittle = isLittle;
    this.#isBig = isBig;
  }

  number(bytes: Buffer, at: number, length: number): number {
    if (length === 8) return Number(this.#isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    return this.#isLittle ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
  }

  /** Reads a chain of pages, or a single page. @returns false if any of it could not be parsed */
  async readPages(first: number, isChain: boolean): Promise<boolean> {
    const [countBytes, entryBytes, offsetBytes] = this.#isBig ? [8, 20, 8] : [2, 12, 4];
    for (let at = first; at > 0; ) {
      if (this.#seen.has(at) || this.#seen.size >= mostPages) return false;
      this.#seen.add(at);
      const head = await this.#reader.read(at, countBytes);
      const count = head.length === countBytes ? this.number(head, 0, countBytes) : 0;
      const length = countBytes + count * entryBytes + offsetBytes;
      if (count === 0 || count > mostEntries || at + length > this.#reader.length) return false;
      const page = await this.#reader.read(at, length);
      const entries = this.#entriesOf(page.subarray(countBytes, -offsetBytes), at + countBytes, entryBytes);
      const next = page.subarray(-offsetBytes);
      this.patches.push({ at, bytes: this.#pageOf(entries, next, length, countBytes) });
      if (!(await this.#keepPixels(entries)) || !(await this.#readBelow(entries))) return false;
      at = isChain ? this.number(next, 0, offsetBytes) : 0;
    }
    return true;
  }

  #entriesOf(bytes: Buffer, start: number, entryBytes: number): Entry[] {
    const entries: Entry[] = [];
    const fieldBytes = this.#isBig ? 8 : 4;
    for (let at = 0; at < bytes.length; at += entryBytes) {
      const entry = bytes.subarray(at, at + entryBytes);
      const tag = this.number(entry, 0, 2);
      const valueBytes = bytesOfType[this.number(entry, 2, 2)] || 0;
      const length = valueBytes * this.number(entry, 4, fieldBytes);
      if (!keptTags.has(tag) || length === 0) continue;
      const isInside = length <= fieldBytes;
      const from = isInside ? start + at + 4 + fieldBytes : this.number(entry, 4 + fieldBytes, fieldBytes);
      const values = { start: from, end: from + length };
      if (!isInside) this.spans.push(values);
      entries.push({ tag, bytes: entry, values, valueBytes });
    }
    return entries;
  }

  /** A page of the same length that has only these entries. */
  #pageOf(entries: readonly Entry[], next: Buffer, length: number, countBytes: number): Buffer {
    const page = Buffer.concat(
      [Buffer.alloc(countBytes), ...entries.map(({ bytes }) => bytes), next],
      length,
    );
    // Even in BigTIFF the number of entries fits into two bytes.
    if (this.#isLittle) page.writeUInt16LE(entries.length, 0);
    else page.writeUInt16BE(entries.length, countBytes - 2);
    return page;
  }

  async #keepPixels(entries: readonly Entry[]): Promise<boolean> {
    for (const { offsets, lengths } of pixelTags) {
      const starts = await this.#numbers(entries, offsets);
      const sizes = await this.#numbers(entries, lengths);
      if (starts.length > sizes.length) return false;
      for (const [index, start] of starts.entries()) this.spans.push({ start, end: start + sizes[index] });
    }
    return true;
  }

  async #readBelow(entries: readonly Entry[]): Promise<boolean> {
    for (const place of await this.#numbers(entries, pagesBelow)) {
      if (!(await this.readPages(place, false))) return false;
    }
    return true;
  }

  async #numbers(entries: readonly Entry[], tag: number): Promise<number[]> {
    const entry = entries.find((one) => one.tag === tag);
    if (!entry) return [];
    const { values, valueBytes } = entry;
    const bytes = await this.#reader.read(values.start, Math.min(values.end - values.start, longestList));
    return Array.from({ length: Math.floor(bytes.length / valueBytes) }, (_, index) =>
      this.number(bytes, index * valueBytes, valueBytes),
    );
  }
}
