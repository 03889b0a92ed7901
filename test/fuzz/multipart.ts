import fc from 'fast-check';
import { gradientJpeg } from '../support/photo.ts';
import { deadlineMs, type FuzzedServer } from './fuzzed-server.ts';
import { mutated } from './mutation.ts';
import { RawConnection } from './raw-connection.ts';
import type { Target } from './target.ts';

interface Form {
  contentType: string;
  body: Buffer;
  /** What Content-Length claims beyond the body's size; null sends the body in chunks. */
  excessBytes: number | null;
}

const photo = Buffer.from(await gradientJpeg());
const query =
  'mutation ($file: Upload!) { uploadImage(input: { file: $file }) { __typename ... on UserError { code message } } }';

const operations = fc.oneof(
  fc.constant(JSON.stringify({ query, variables: { file: null } })),
  fc.constantFrom('', '{', 'null', '[]', '{"query":null}', JSON.stringify([{ query }, { query }])),
  fc.json({ maxDepth: 3 }),
);
const paths = fc.constantFrom(
  'variables.file',
  'variables.file.name',
  'variables',
  'query',
  '',
  '.',
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'variables.files.4294967295',
  '0.variables.file',
);
const map = fc.oneof(
  fc.constant('{"0":["variables.file"]}'),
  fc
    .dictionary(fc.constantFrom('0', '1', '__proto__'), fc.array(paths, { maxLength: 3 }))
    .map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{', 'null', '[]', '{"0":"variables.file"}', '{"0":[7]}', '{"0":[]}'),
);
const fileHeader = fc.constantFrom(
  'name="0"; filename="photo.jpg"',
  'name="0"; filename=""',
  'name="0"; filename="../../../escape.jpg"',
  `name="0"; filename="${'n'.repeat(2_000)}"`,
  'name="0"; filename*=utf-8\'\'%ff%00.jpg',
  'name="0"',
  'filename="photo.jpg"',
  '',
);

const parts = fc
  .tuple(
    operations,
    map,
    fileHeader,
    fc.shuffledSubarray([0, 1, 2], { minLength: 0 }),
    fc.constantFrom('\r\n', '\n'),
  )
  .map(([operations, map, header, order, newline]) => {
    const part = (disposition: string, content: Buffer | string) =>
      Buffer.concat([
        Buffer.from(`--limit${newline}content-disposition: form-data; ${disposition}${newline}${newline}`),
        Buffer.from(content),
        Buffer.from(newline),
      ]);
    const all = [part('name="operations"', operations), part('name="map"', map), part(header, photo)];
    return Buffer.concat([...order.map((index) => all[index]), Buffer.from(`--limit--${newline}`)]);
  });
const ordered = Buffer.concat([
  Buffer.from(
    `--limit\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query, variables: { file: null } })}\r\n`,
  ),
  Buffer.from('--limit\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.file"]}\r\n'),
  Buffer.from('--limit\r\ncontent-disposition: form-data; name="0"; filename="photo.jpg"\r\n\r\n'),
  photo,
  Buffer.from('\r\n--limit--\r\n'),
]);

const forms: fc.Arbitrary<Form> = fc.record({
  contentType: fc.oneof(
    { weight: 8, arbitrary: fc.constant('multipart/form-data; boundary=limit') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/form-data; boundary="limit',
        `multipart/form-data; boundary=${'b'.repeat(500)}`,
        'multipart/mixed; boundary=limit',
        'multipart/form-data; boundary=limit; charset=utf-16',
      ),
    },
  ),
  body: fc.oneof(parts, mutated(parts), mutated(fc.constant(ordered))),
  excessBytes: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: -20, max: 2_000_000 }) },
  ),
});

async function attempt({ contentType, body, excessBytes }: Form, server: FuzzedServer): Promise<void> {
  using connection = await RawConnection.open(server.port);
  const head = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'connection: close',
    'apollo-require-preflight: true',
    `content-type: ${contentType}`,
  ];
  const promised = body.length + (excessBytes ?? 0);
  if (excessBytes === null) {
    connection.write(
      `${head.join('\r\n')}\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`,
    );
    connection.write(body);
    connection.write('\r\n0\r\n\r\n');
  } else {
    connection.write(`${head.join('\r\n')}\r\ncontent-length: ${Math.max(0, promised)}\r\n\r\n`);
    connection.write(body);
  }
  // A form that never ends needs no answer: its sender goes away in the middle.
  const isComplete = excessBytes === null || excessBytes <= 0;
  const outcome = await connection.until(() => false, isComplete ? deadlineMs : 5);
  if (isComplete && outcome === 'late') throw new Error('Expected an answer in time');
  const answer = connection.received.toString();
  // Refused while it is still sent, a form may lose its answer to the reset of the connection.
  if (isComplete && !/^(HTTP\/1\.1 [1-4]\d\d |$)/.test(answer)) {
    throw new Error(`Expected an answer, but received ${answer}`);
  }
  server.checkAnswer(answer);
}

/** Forms with parts missing, out of order or mapped to odd places, damaged, cut short, of another length than told. */
export const multipart: Target<Form> = { name: 'multipart forms', share: 0.1, cases: forms, attempt };
