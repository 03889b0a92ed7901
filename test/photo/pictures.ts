import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { generateLandscape } from '../../src/scenes/landscape.ts';

const scene = generateLandscape({ width: 320, height: 180 });

/** A generated landscape of 320 × 180 pixels, to be encoded in any way. */
export function landscape(): Sharp {
  return sharp(scene.photo.rgba, { raw: { width: 320, height: 180, channels: 4 } }).removeAlpha();
}

/** A PNG whose header promises `width` × `height` pixels; what follows holds a single row. */
export function pngPromising(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = deflateSync(Buffer.alloc(1 + 3 * width));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', row),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG with more chunks behind its header. */
export function withChunks(png: Buffer, chunks: Record<string, ArrayLike<number>>): Buffer {
  const headerEnd = 33;
  const added = Object.entries(chunks).map(([type, body]) => chunk(type, Buffer.from(Uint8Array.from(body))));
  return Buffer.concat([png.subarray(0, headerEnd), ...added, png.subarray(headerEnd)]);
}

/** Numbers of 32 bits as PNG has them. */
export function longs(...numbers: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(numbers).buffer).swap32();
}

function chunk(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

/** The first box of an ISO base media file, as HEIC, AVIF and MP4 start. */
export function fileTypeBox(major: string, compatible: readonly string[]): Buffer {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([length, body, Buffer.alloc(64)]);
}

/** An animation of three frames. */
export async function animation(): Promise<Sharp> {
  const create = { width: 80, height: 80, channels: 3 as const };
  const frames = ['#800', '#080', '#008'].map((background) =>
    sharp({ create: { ...create, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } });
}
