import { isSrgb, signalOfCodePoints } from '../colour/signal.ts';
import type { ByteReader } from '../source.ts';
import type { Examination } from './examination.ts';

/** Most bytes of a metadata box that are read. */
const longestMeta = 1 << 20;

/** BT.709, BT.601 and BT.2020: browsers treat them as sRGB in an AVIF. */
const likeSrgb = [1, 6, 14, 15];
const srgbTransfer = 13;

interface Box {
  type: string;
  body: Buffer;
}

/**
 * Reads the colours of an AVIF from the properties of its picture: an ICC profile, or else its `colr` box (ISO/IEC
 * 23008-12).
 */
export async function examineHeif(reader: ByteReader): Promise<Examination> {
  const meta = await findMeta(reader);
  // The box begins with a version and flags.
  const boxes = meta ? boxesOf(meta.subarray(4)) : [];
  const properties = propertiesOfPicture(boxes);
  const colours = properties.filter(({ type }) => type === 'colr').map(({ body }) => body);
  if (colours.some((body) => /^(prof|rICC)/.test(body.toString('latin1', 0, 4)))) return {};
  const nclx = colours.find((body) => body.length >= 11 && body.toString('latin1', 0, 4) === 'nclx');
  if (!nclx) return {};
  const transfer = nclx.readUInt16BE(6);
  const known = likeSrgb.includes(transfer) ? srgbTransfer : transfer;
  // The decoder has already undone the matrix and the range.
  const signal = signalOfCodePoints(nclx.readUInt16BE(4), known, peakOf(properties));
  return isSrgb(signal) ? {} : { signal };
}

/** MaxCLL, or else the peak of the mastering display, in cd/m². */
function peakOf(properties: readonly Box[]): number | undefined {
  const content = properties.find(({ type }) => type === 'clli')?.body;
  const display = properties.find(({ type }) => type === 'mdcv')?.body;
  const contentPeak = content && content.length >= 4 ? content.readUInt16BE(0) : 0;
  const displayPeak = display && display.length >= 24 ? display.readUInt32BE(16) / 10_000 : 0;
  return contentPeak || displayPeak || undefined;
}

async function findMeta(reader: ByteReader): Promise<Buffer | undefined> {
  for (let at = 0; at + 8 <= reader.length; ) {
    const head = await reader.read(at, 16);
    const { type, length, headLength } = readBoxHead(head, reader.length - at);
    if (type === 'meta' && length <= longestMeta) return reader.read(at + headLength, length - headLength);
    if (length < headLength) return undefined;
    at += length;
  }
  return undefined;
}

function readBoxHead(head: Buffer, rest: number) {
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE(0);
  if (short === 1 && head.length >= 16) {
    return { type, length: Number(head.readBigUInt64BE(8)), headLength: 16 };
  }
  // 0 means up to the end of the file.
  return { type, length: short === 0 ? rest : short, headLength: 8 };
}

function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const { type, length, headLength } = readBoxHead(bytes.subarray(at, at + 16), bytes.length - at);
    if (length < headLength) break;
    boxes.push({ type, body: bytes.subarray(at + headLength, at + length) });
    at += length;
  }
  return boxes;
}

/** The properties (`ipco`) that `ipma` assigns to the item named by `pitm`. */
function propertiesOfPicture(boxes: readonly Box[]): Box[] {
  const find = (list: readonly Box[], type: string) => list.find((box) => box.type === type)?.body;
  const primary = find(boxes, 'pitm');
  const held = boxesOf(find(boxes, 'iprp') ?? Buffer.alloc(0));
  const all = boxesOf(find(held, 'ipco') ?? Buffer.alloc(0));
  const associations = find(held, 'ipma');
  if (!primary || primary.length < 6 || !associations) return [];
  const item =
    primary[0] === 0 ? primary.readUInt16BE(4) : primary.readUIntBE(4, primary.length >= 8 ? 4 : 2);
  return indicesOf(associations, item).flatMap((index) => all[index - 1] ?? []);
}

function indicesOf(body: Buffer, item: number): number[] {
  const idBytes = body[0] < 1 ? 2 : 4;
  const indexBytes = (body[3] & 1) === 1 ? 2 : 1;
  let at = 8;
  while (at + idBytes < body.length) {
    const id = body.readUIntBE(at, idBytes);
    const count = body[at + idBytes];
    at += idBytes + 1;
    if (at + count * indexBytes > body.length) return [];
    // The highest bit marks the property as essential.
    const mask = indexBytes === 2 ? 0x7fff : 0x7f;
    const indices = Array.from(
      { length: count },
      (_, place) => body.readUIntBE(at + place * indexBytes, indexBytes) & mask,
    );
    if (id === item) return indices;
    at += count * indexBytes;
  }
  return [];
}
