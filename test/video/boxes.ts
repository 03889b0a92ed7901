/** A box of an ISO base media file: its body, and the place of its first byte in the file. */
export interface Box {
  type: string;
  offset: number;
  body: Buffer;
}

/** Bytes of a box's own fields that stand before the boxes it holds. */
const fieldsBefore: Record<string, number> = { stsd: 8, avc1: 78 };

export function boxesIn(bytes: Buffer, offset = 0): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    boxes.push({ type, offset: offset + at, body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

/** The box at a path such as `moov/trak/mdia`. */
export function boxAt(bytes: Buffer, path: string): Box {
  let [inside, found] = [bytes, undefined as Box | undefined];
  for (const type of path.split('/')) {
    found = boxesIn(inside).find((box) => box.type === type);
    if (!found) throw new Error(`No ${type} of ${path} in the file`);
    inside = found.body.subarray(fieldsBefore[type] ?? 0);
  }
  return found as Box;
}
