import type { ByteReader } from '../source.ts';
import { type Examination, unsupported } from './examination.ts';

const endOfImage = Buffer.from([0xff, 0xd9]);
const startOfScan = 0xda;
/** Coding processes that cannot be decoded, by their frame marker (ITU-T T.81, table B.1; T.87). */
const otherProcesses: Record<number, string> = {
  195: 'a lossless JPEG',
  197: 'a hierarchical JPEG',
  198: 'a hierarchical JPEG',
  199: 'a lossless JPEG',
  203: 'a lossless JPEG',
  205: 'a hierarchical JPEG',
  206: 'a hierarchical JPEG',
  207: 'a lossless JPEG',
  247: 'a JPEG-LS',
};

/**
 * Reads the markers of a JPEG up to its first scan. A file without an end marker, as cameras and broken transfers leave
 * them, gets one; the decoder then finds out if every row is there.
 */
export async function examineJpeg(reader: ByteReader): Promise<Examination> {
  for (let at = 2; ; ) {
    const segment = await reader.read(at, 10);
    if (segment.length < 10 || segment[0] !== 0xff) return {};
    const marker = segment[1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === startOfScan) return complete(reader, at);
    const refusal = isFrame(marker) ? examineFrame(marker, segment[4], segment[9]) : undefined;
    if (refusal) return unsupported(refusal);
    at += 2 + segment.readUInt16BE(2);
  }
}

function isFrame(marker: number): boolean {
  const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
  return marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && !isTable);
}

function examineFrame(marker: number, bits: number, components: number): string | undefined {
  if (marker in otherProcesses) return otherProcesses[marker];
  if (bits !== 8) return `a ${bits}-bit JPEG`;
  return [1, 3, 4].includes(components) ? undefined : `a JPEG with ${components} components`;
}

async function complete(reader: ByteReader, scan: number): Promise<Examination> {
  const tail = await reader.read(Math.max(scan, reader.length - 2), 2);
  if (tail.equals(endOfImage)) return {};
  const file = await reader.read(0, reader.length);
  // Within a scan, the bytes FF D9 can only be the end marker; a camera's trailer may follow it.
  if (file.indexOf(endOfImage, scan) >= 0) return {};
  return { completed: Buffer.concat([file, endOfImage]) };
}
