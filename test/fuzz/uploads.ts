import fc from 'fast-check';
import { ask } from '../e2e/client.ts';
import { gradientJpeg } from '../support/photo.ts';
import { deadlineMs, type FuzzedServer } from './fuzzed-server.ts';
import { mutated } from './mutation.ts';
import { RawConnection } from './raw-connection.ts';
import type { Target } from './target.ts';

interface Upload {
  name: string;
  /** What the announced size is beyond that of the body. */
  announcedExcessBytes: number;
  body: Buffer;
  framing: 'length' | 'chunks' | 'one byte too few told' | 'one byte too many told' | 'broken chunks';
  method: string;
  /** What becomes of the path that the server gave. */
  path: (given: string) => string;
  headers: string[];
  isSentTwice: boolean;
}

const photo = Buffer.from(await gradientJpeg());

const uploads: fc.Arbitrary<Upload> = fc.record({
  name: fc.oneof(fc.string({ maxLength: 300 }), fc.constantFrom('photo.jpg', '../../escape.jpg', '')),
  announcedExcessBytes: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -300, max: 2_000_000 }) },
  ),
  body: fc.oneof(fc.constant(photo), mutated(fc.constant(photo))),
  framing: fc.constantFrom(
    'length',
    'length',
    'chunks',
    'one byte too few told',
    'one byte too many told',
    'broken chunks',
  ),
  method: fc.oneof({ weight: 8, arbitrary: fc.constant('PUT') }, fc.constantFrom('POST', 'PATCH', 'DELETE')),
  path: fc.oneof(
    { weight: 8, arbitrary: fc.constant((given: string) => given) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        (given: string) => `${given}/more`,
        (given: string) => `${given}?token=dst_x`,
        (given: string) => given.slice(0, -1),
        (given: string) => given.replace('dsu_', 'dsu_%00'),
        () => '/uploads/',
        () => '/uploads/%',
        () => '/uploads/../files/waiting',
        () => `/uploads/${'x'.repeat(10_000)}`,
      ),
    },
  ),
  headers: fc.subarray([
    'content-type: text/html',
    'expect: 100-continue',
    'content-encoding: gzip',
    'range: bytes=0-5',
    'content-range: bytes 0-5/10',
    'authorization: Bearer dsk_none',
    'origin: https://elsewhere.example',
  ]),
  isSentTwice: fc.boolean(),
});

/** @returns the status of the answer; null where none came */
async function send(upload: Upload, path: string, server: FuzzedServer): Promise<number | null> {
  using connection = await RawConnection.open(server.port);
  const { framing, body, method, headers } = upload;
  const head = `${[`${method} ${upload.path(path)} HTTP/1.1`, 'host: localhost', 'connection: close', ...headers].join('\r\n')}\r\n`;
  const isEndless = framing === 'one byte too many told';
  if (framing === 'chunks' || framing === 'broken chunks') {
    const told = framing === 'chunks' ? body.length.toString(16) : 'no number';
    connection.write(`${head}transfer-encoding: chunked\r\n\r\n${told}\r\n`);
    connection.write(body);
    connection.write('\r\n0\r\n\r\n');
  } else {
    const difference = { length: 0, 'one byte too few told': -1, 'one byte too many told': 1 }[framing];
    connection.write(`${head}content-length: ${Math.max(0, body.length + difference)}\r\n\r\n`);
    connection.write(body);
  }
  const outcome = await connection.until(() => false, isEndless ? 5 : deadlineMs);
  if (!isEndless && outcome === 'late') throw new Error('Expected an answer in time');
  const answer = connection.received.toString();
  server.checkAnswer(answer);
  const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
  // One byte too many is the beginning of a request that is none.
  const status = statuses.find((one) => one !== 100) ?? null;
  if (status !== null && status >= 500) throw new Error(`Expected no defect, but received ${answer}`);
  return status;
}

async function attempt(upload: Upload, server: FuzzedServer): Promise<void> {
  const sizeBytes = upload.body.length + upload.announcedExcessBytes;
  const announce = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
    ... on CreateUploadSuccess { upload { id url } } ... on UserError { code } } }`;
  const input = { name: upload.name.replaceAll('\0', ''), contentType: 'image/jpeg', sizeBytes };
  const { createUpload } = await ask(server.url, announce, { input });
  if (!createUpload.upload) {
    if (sizeBytes < 1 || sizeBytes > 1_000_000) return;
    throw new Error(`Expected an upload, but received ${JSON.stringify(createUpload)}`);
  }
  const { id, url } = createUpload.upload;
  const path = new URL(url).pathname;
  const times = Array.from({ length: upload.isSentTwice ? 2 : 1 });
  const statuses = await Promise.all(times.map(() => send(upload, path, server)));
  const taken = statuses.filter((status) => status === 204).length;
  if (taken > 1) throw new Error(`Expected one photo to be taken, but ${taken} were`);
  const complete = `mutation ($id: ID!) { completeUpload(input: { uploadId: $id }) {
    ... on CompleteUploadSuccess { image { id } } ... on UserError { code message } } }`;
  const { completeUpload } = await ask(server.url, complete, { id });
  server.checkAnswer(JSON.stringify(completeUpload));
  if (taken === 0 && completeUpload.code !== 'UPLOAD_MISSING') {
    throw new Error(`Expected nothing to have come, but received ${JSON.stringify(completeUpload)}`);
  }
  if (taken === 1 && !completeUpload.image) {
    if (!/IMAGE/.test(completeUpload.code)) throw new Error(`Received ${JSON.stringify(completeUpload)}`);
    // No photo, as everybody can see when they ask again; it is swept some day.
    server.waitingFiles += 1;
  }
}

/** Photos sent to the addresses of uploads, damaged, of another length than told, by other means, twice at once. */
export const photos: Target<Upload> = { name: 'sent photos', share: 0.1, cases: uploads, attempt };
