/** A page of a TIFF (TIFF 6.0 §2), in one uncompressed strip. Tags are numbers of 32 bits, or lists of them. */
export interface TiffPage {
  width: number;
  height: number;
  /** Samples of each pixel, colour first. */
  samplesPerPixel: number;
  /** Default: 8. */
  bitsPerSample?: number;
  /** Default: 2, RGB. */
  photometric?: number;
  data: Uint8Array;
  /** More tags, or others than those above. A tag that is undefined is left out. */
  tags?: Record<number, number | readonly number[] | undefined>;
  /** Pages that this one points to (tag 330). */
  subPages?: readonly TiffPage[];
}

const longType = 4;

/** Writes a TIFF, little-endian. */
export function writeTiff(pages: readonly TiffPage[]): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  const append = (bytes: Uint8Array): number => {
    const at = length;
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    parts.push(padded);
    length += padded.length;
    return at;
  };
  append(Buffer.from('II*\0\0\0\0\0', 'latin1'));
  let link = { buffer: parts[0], at: 4 };
  for (const page of pages) {
    const { directory, nextAt } = layOut(page, append);
    link.buffer.writeUInt32LE(append(directory), link.at);
    link = { buffer: parts[parts.length - 1], at: nextAt };
  }
  return Buffer.concat(parts);
}

function layOut(
  page: TiffPage,
  append: (bytes: Uint8Array) => number,
): { directory: Buffer; nextAt: number } {
  const { width, height, samplesPerPixel, bitsPerSample = 8, photometric = 2, data, tags = {} } = page;
  const subPages = (page.subPages ?? []).map((subPage) => append(layOut(subPage, append).directory));
  const values: TiffPage['tags'] = {
    256: width,
    257: height,
    258: Array<number>(samplesPerPixel).fill(bitsPerSample),
    259: 1,
    262: photometric,
    273: append(data),
    277: samplesPerPixel,
    278: height,
    279: data.length,
    330: subPages.length > 0 ? subPages : undefined,
    ...tags,
  };
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, value]] of entries.entries()) {
    const numbers = [value].flat() as number[];
    const at = 2 + 12 * index;
    directory.writeUInt16LE(Number(tag), at);
    directory.writeUInt16LE(longType, at + 2);
    directory.writeUInt32LE(numbers.length, at + 4);
    const words = Buffer.from(Uint32Array.from(numbers).buffer);
    directory.writeUInt32LE(numbers.length === 1 ? numbers[0] : append(words), at + 8);
  }
  return { directory, nextAt: directory.length - 4 };
}
