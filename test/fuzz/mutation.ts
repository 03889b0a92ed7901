import fc from 'fast-check';

/** One edit at a place 0…1 of the bytes. */
type Edit = (bytes: Buffer, at: number) => Buffer;

const cut = (bytes: Buffer, from: number, to: number, ...between: Uint8Array[]) =>
  Buffer.concat([bytes.subarray(0, from), ...between, bytes.subarray(to)]);

/** Values that lengths and counts go wrong at. */
const boundaries = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.integer({ min: 0, max: 7 }).map(
    (bit): Edit =>
      (bytes, at) => {
        if (bytes.length === 0) return bytes;
        const changed = Buffer.from(bytes);
        changed[Math.min(at, bytes.length - 1)] ^= 1 << bit;
        return changed;
      },
  ),
  fc.uint8Array({ minLength: 1, maxLength: 16 }).map(
    (inserted): Edit =>
      (bytes, at) =>
        cut(bytes, at, at, inserted),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 16 }).map(
    (written): Edit =>
      (bytes, at) =>
        cut(bytes, at, at + written.length, written),
  ),
  fc.integer({ min: 1, max: 64 }).map(
    (length): Edit =>
      (bytes, at) =>
        cut(bytes, at, at + length),
  ),
  fc.integer({ min: 1, max: 4096 }).map(
    (length): Edit =>
      (bytes, at) =>
        cut(bytes, at, at, bytes.subarray(at, at + length)),
  ),
  fc.constant<Edit>((bytes, at) => bytes.subarray(0, at)),
  fc.tuple(fc.constantFrom(...boundaries), fc.boolean()).map(
    ([value, isBigEndian]): Edit =>
      (bytes, at) => {
        const number = Buffer.alloc(4);
        if (isBigEndian) number.writeUInt32BE(value);
        else number.writeUInt32LE(value);
        return cut(bytes, at, at + 4, number);
      },
  ),
);

/** Where headers and lengths are, more often than elsewhere. */
const place = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 0.05, noNaN: true }),
);

/** Real bytes with one to eight edits: bits flipped, pieces inserted, overwritten, cut out, doubled, the end torn off. */
export function mutated(real: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer<ArrayBuffer>> {
  const edits = fc.array(fc.tuple(edit, place), { minLength: 1, maxLength: 8 });
  return fc.tuple(real, edits).map(([bytes, changes]) => {
    let current: Buffer = Buffer.from(bytes);
    for (const [change, at] of changes) current = change(current, Math.floor(at * current.length));
    return Buffer.from(current);
  });
}
