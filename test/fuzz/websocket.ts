import fc from 'fast-check';
import { deadlineMs, type FuzzedServer } from './fuzzed-server.ts';
import { mutated } from './mutation.ts';
import { fillIn, operation } from './operations.ts';
import { RawConnection } from './raw-connection.ts';
import type { Target } from './target.ts';

interface Frame {
  isFinal: boolean;
  reservedBits: number;
  opcode: number;
  isMasked: boolean;
  payload: Buffer | string;
  /** What the header claims beyond the payload's length. */
  excessBytes: number;
}

interface Conversation {
  handshake: string[];
  frames: Frame[];
  /** Whether the client ends it with a reset, as one that was killed. */
  isReset: boolean;
}

const message = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('1', '2', ''), operation)
      .map(([id, payload]) => JSON.stringify({ type: 'subscribe', id, payload })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '{"type":"connection_init"}',
      '{"type":"ping"}',
      '{"type":"pong","payload":{"a":1}}',
      '{"type":"complete","id":"1"}',
      '{"type":"next","id":"1","payload":{}}',
      '{"type":"subscribe","id":"1","payload":{"query":"subscription { animationEvents(id: \\"known-id-0\\") { __typename } }"}}',
      '{"type":"__proto__"}',
    ),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

/** RFC 6455 §5.2: mostly in order, at times with any of its bits wrong. */
const frame: fc.Arbitrary<Frame> = fc.record({
  isFinal: seldom(true, fc.constant(false)),
  reservedBits: seldom(0, fc.integer({ min: 1, max: 7 })),
  opcode: seldom(1, fc.integer({ min: 0, max: 15 })),
  isMasked: seldom(true, fc.constant(false)),
  payload: fc.oneof(
    { weight: 5, arbitrary: message },
    { weight: 2, arbitrary: mutated(message.map((text) => Buffer.from(text))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constant('x'.repeat(70_000)) },
  ),
  excessBytes: seldom(0, fc.integer({ min: -3, max: 300 })),
});

function seldom<Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

const goodHandshake = [
  'GET /graphql HTTP/1.1',
  'host: localhost',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-protocol: graphql-transport-ws',
];
const handshake = seldom(
  goodHandshake,
  fc
    .tuple(
      fc.constantFrom(goodHandshake[0], 'GET /elsewhere HTTP/1.1'),
      fc.shuffledSubarray(goodHandshake.slice(1), { minLength: 1 }),
      fc.constantFrom(
        'sec-websocket-version: 99',
        'sec-websocket-key: short',
        'sec-websocket-protocol: \x01',
        'x: y',
      ),
    )
    .map(([request, lines, odd]) => [request, ...lines, odd]),
);

const conversations: fc.Arbitrary<Conversation> = fc.record({
  handshake,
  frames: fc
    .array(frame, { minLength: 1, maxLength: 6 })
    .chain((frames) => fc.constantFrom(frames, [text('{"type":"connection_init"}'), ...frames])),
  isReset: seldom(false, fc.constant(true)),
});

function text(payload: string): Frame {
  return { isFinal: true, reservedBits: 0, opcode: 1, isMasked: true, payload, excessBytes: 0 };
}

function encode({ isFinal, reservedBits, opcode, isMasked, payload, excessBytes }: Frame): Buffer {
  const body = Buffer.from(payload);
  const length = Math.max(0, body.length + excessBytes);
  const mask = isMasked ? 0x80 : 0;
  const first = (isFinal ? 0x80 : 0) | (reservedBits << 4) | opcode;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = first;
  header[1] = mask | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  // A mask of zeros leaves the payload unchanged.
  return Buffer.concat([header, Buffer.alloc(isMasked ? 4 : 0), body]);
}

const sentinel = Buffer.from('are-you-there');

/** Whether the server answered our ping, or said that it ends the conversation (RFC 6455 §5.5). */
function hasReacted(received: Buffer): boolean {
  let at = received.indexOf('\r\n\r\n') + 4;
  while (at + 2 <= received.length) {
    const opcode = received[at] & 0xf;
    const short = received[at + 1] & 0x7f;
    const [header, length] =
      short < 126
        ? [2, short]
        : short === 126 && at + 4 <= received.length
          ? [4, received.readUInt16BE(at + 2)]
          : [10, at + 10 <= received.length ? Number(received.readBigUInt64BE(at + 2)) : Infinity];
    if (opcode === 8 || opcode === 10) return true;
    at += header + length;
  }
  return false;
}

async function attempt({ handshake, frames, isReset }: Conversation, server: FuzzedServer): Promise<void> {
  using connection = await RawConnection.open(server.port);
  connection.write(`${handshake.join('\r\n')}\r\n\r\n`);
  if (isReset) connection.reset();
  const greeted = await connection.until((received) => received.includes('\r\n\r\n'), deadlineMs);
  if (greeted === 'late') throw new Error('Expected an answer to the handshake in time');
  for (const one of frames) {
    const payload = typeof one.payload === 'string' ? fillIn(one.payload, server.knownIds) : one.payload;
    connection.write(encode({ ...one, payload }));
  }
  connection.write(encode({ ...text(''), opcode: 9, payload: sentinel }));
  // Where lengths are wrong the server rightly waits for the rest of a frame.
  const isWhole = frames.every(({ excessBytes, isMasked }) => excessBytes === 0 && isMasked);
  const outcome = await connection.until(hasReacted, isWhole ? deadlineMs : 20);
  if (isWhole && outcome === 'late') throw new Error('Expected a pong or the end of the connection in time');
  server.checkAnswer(connection.received.toString());
  await server.checkAlive();
  if (frames.some(({ payload }) => String(payload).includes('createAnimation'))) {
    await server.cancelAnimations();
  }
}

/** Handshakes and frames with wrong bits, messages out of order, damaged, too large, of subscriptions and all else. */
export const websocket: Target<Conversation> = {
  name: 'WebSocket frames',
  share: 0.15,
  cases: conversations,
  attempt,
};
