/** A contiguous part of an item's data. */
interface Extent {
  item: number;
  /** What offsets are relative to: 0 the file, 1 the box `idat`, 2 another item. */
  method: number;
  start: number;
  end: number;
}

/**
 * Reads where the items of a picture are stored (`iloc`, ISO/IEC 14496-12 §8.11.3).
 * @param body of the box, from its version on
 * @returns null if it is truncated or refers to another file
 */
export function extentsOf(body: Buffer): Extent[] | null {
  let at = 4;
  const take = (length: number): number => {
    at += length;
    if (at > body.length) throw new RangeError('Expected more bytes of item locations');
    if (length === 8) return Number(body.readBigUInt64BE(at - 8));
    return length === 0 ? 0 : body.readUIntBE(at - length, length);
  };
  try {
    const version = body[0];
    const sizes = [take(1), take(1)].flatMap((byte) => [byte >> 4, byte & 15]);
    if (version > 2 || sizes.some((size) => ![0, 4, 8].includes(size))) return null;
    const [offsetBytes, lengthBytes, baseBytes, indexBytes] = sizes;
    const idBytes = version < 2 ? 2 : 4;
    const extents: Extent[] = [];
    for (let items = take(idBytes); items > 0; items--) {
      const item = take(idBytes);
      const method = version === 0 ? 0 : take(2) & 15;
      if (take(2) !== 0) return null;
      const base = take(baseBytes);
      for (let count = take(2); count > 0; count--) {
        if (version > 0) take(indexBytes);
        const start = base + take(offsetBytes);
        extents.push({ item, method, start, end: start + take(lengthBytes) });
      }
    }
    return extents;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
