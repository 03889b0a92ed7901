/**
 * Adds code points of colours (an `nclx` box) to an AVIF as the library writes it: one picture, metadata before data. All
 * lengths and offsets behind it move along.
 */
export function withCodePoints(
  avif: Buffer,
  primaries: number,
  transfer: number,
  more: readonly Buffer[] = [],
): Buffer {
  const colours = Buffer.alloc(19);
  colours.writeUInt32BE(colours.length, 0);
  colours.write('colrnclx', 4, 'latin1');
  colours.writeUInt16BE(primaries, 12);
  colours.writeUInt16BE(transfer, 14);
  // The matrix that the library encodes with, BT.601, and the full range.
  colours.writeUInt16BE(6, 16);
  colours[18] = 0x80;
  let bytes = avif;
  for (const property of [colours, ...more]) bytes = withProperty(bytes, property);
  return bytes;
}

function withProperty(avif: Buffer, property: Buffer): Buffer {
  const start = (type: string) => avif.indexOf(type, 0, 'latin1') - 4;
  const end = (type: string) => start(type) + avif.readUInt32BE(start(type));
  const count = countBoxes(avif.subarray(start('ipco') + 8, end('ipco')));
  const associations = Buffer.from(avif.subarray(start('ipma'), end('ipma')));
  const places = 18;
  associations[places]++;
  const ipma = Buffer.concat([associations, Buffer.from([count + 1])]);
  ipma.writeUInt32BE(ipma.length, 0);
  const growth = property.length + 1;
  const grown = Buffer.concat([avif.subarray(0, end('ipco')), property, ipma, avif.subarray(end('ipma'))]);
  const add = (at: number, amount: number) => grown.writeUInt32BE(grown.readUInt32BE(at) + amount, at);
  add(start('ipco'), property.length);
  add(start('iprp'), growth);
  add(start('meta'), growth);
  add(locationOf(avif, start('iloc')), growth);
  return grown;
}

/** Where the offset of the picture's data stands: version 0 or 1, one item with one extent, offsets of 4 bytes. */
function locationOf(avif: Buffer, iloc: number): number {
  const version = avif[iloc + 8];
  const baseBytes = avif[iloc + 13] >> 4;
  const item = iloc + 16;
  return item + 2 + (version === 1 ? 2 : 0) + 2 + baseBytes + 2;
}

function countBoxes(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32BE(at)) count++;
  return count;
}
