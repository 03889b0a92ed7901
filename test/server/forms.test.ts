import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ReceivedFile } from '../../src/images/received-file.ts';
import { readForm } from '../../src/server/form.ts';
import { Turns } from '../../src/server/turns.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import type { WorkFolder } from '../../src/storage/storage.ts';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';

const contentType = 'multipart/form-data; boundary=limit';

function part(disposition: string, content: string): string {
  return `--limit\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
}

const operations = part('name="operations"', '{"query":"…","variables":{"file":null,"other":1}}');
const map = part('name="map"', '{"0":["variables.file"]}');
const file = part('name="0"; filename="lake.jpg"', 'bytes');
const end = '--limit--\r\n';

async function* chunks(text: string): AsyncIterable<Uint8Array> {
  for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7));
}

let root: string;
let folder: WorkFolder;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'driftscape-forms-'));
  folder = await (await DiskStorage.open(root, { isExclusive: true })).createWorkFolder();
});

afterAll(() => rm(root, { recursive: true }));

describe('a form', () => {
  it('is an operation with its file on disk as the variable', async () => {
    for (const form of [operations + map + file, file + map + operations]) {
      const { query, variables } = await readForm(chunks(form + end), contentType, folder);
      const { file: received } = variables as { file: ReceivedFile };
      expect(query).toBe('…');
      expect(received).toBeInstanceOf(ReceivedFile);
      expect(received).toMatchObject({ name: 'lake.jpg', size: 5 });
      expect((await buffer(received.bytes())).toString()).toBe('bytes');
      expect(await readFile(join(folder.path, 'file-0'), 'utf8')).toBe('bytes');
    }
  });

  it.each([
    ['without an operation', map + file],
    ['whose operation is a list', part('name="operations"', '[]') + map + file],
    ['whose map is no JSON', operations + part('name="map"', '{') + file],
    ['that maps a file that did not come', operations + part('name="map"', '{"1":["variables.file"]}')],
    [
      'that maps to a variable with a value',
      operations + part('name="map"', '{"0":["variables.other"]}') + file,
    ],
    ['that maps to the query', operations + part('name="map"', '{"0":["query"]}') + file],
    [
      'that reaches for a prototype',
      operations + part('name="map"', '{"0":["variables.__proto__.x"]}') + file,
    ],
    ['of too many files', operations + map + file.repeat(40)],
  ])('%s is rejected, with the correct form', async (_fault, form) => {
    await expect(readForm(chunks(form + end), contentType, folder)).rejects.toMatchObject({
      message: expect.stringContaining('multipart request specification'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('that is truncated, or has no boundary, is rejected as well', async () => {
    for (const [form, type] of [
      [operations + map + file, contentType],
      [operations + end, 'multipart/form-data'],
    ]) {
      await expect(readForm(chunks(form), type, folder)).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });

  it('continues without space for its file, and reports that to the reader of the file', async () => {
    const full = new Error('no room');
    const noRoom = { path: folder.path, write: () => Promise.reject(full) } as unknown as WorkFolder;
    const form = part('name="operations"', '{"variables":{"file":null}}') + map + file + end;
    const { variables } = await readForm(chunks(form), contentType, noRoom);
    await expect(buffer((variables as { file: ReceivedFile }).file.bytes())).rejects.toBe(full);
  });
});

describe('a server that receives a form', () => {
  let server: ScriptedServer;

  beforeAll(async () => {
    server = await startScriptedServer({ closeTimeoutMs: 100 });
  });

  afterAll(() => server.close());

  it('stores the received part on disk, and removes it when the client disconnects', async () => {
    const request = httpRequest(server.httpUrl, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'apollo-require-preflight': 'true',
        'content-length': '900000',
      },
    });
    request.on('error', () => {});
    request.write(operations + map + file.slice(0, -'bytes\r\n'.length));
    request.write(Buffer.alloc(500_000, 'a'));
    const unfinished = join(server.filesFolder, '.unfinished');
    await vi.waitFor(async () => {
      const [name] = await readdir(unfinished);
      expect((await stat(join(unfinished, name, 'file-0'))).size).toBeGreaterThan(400_000);
    });
    request.destroy();
    await vi.waitFor(async () => expect(await readdir(unfinished)).toEqual([]));
  });

  it('rejects a form that is followed by another', async () => {
    const headers = { 'content-type': contentType, 'apollo-require-preflight': 'true' };
    const body = `--limit--\r\n${operations}${map}${file}${end}`;
    const response = await fetch(server.httpUrl, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
  });

  it('accepts four of a client concurrently; the fifth begins when one has ended', async () => {
    const unfinished = join(server.filesFolder, '.unfinished');
    const headers = { 'content-type': contentType, 'apollo-require-preflight': 'true' };
    const body = operations + map + file;
    const begin = () => {
      const request = httpRequest(server.httpUrl, {
        method: 'POST',
        headers: { ...headers, 'content-length': '900000' },
      });
      request.on('error', () => {});
      request.write(body);
      return request;
    };
    const folders = () => readdir(unfinished);
    const requests = Array.from({ length: 4 }, begin);
    await expect.poll(folders).toHaveLength(4);
    requests.push(begin());
    // Whoever asks later is answered: by then the fifth would have begun.
    for (let i = 0; i < 20; i++) await (await fetch(`${server.url}/health`)).text();
    const first = await folders();
    expect(first).toHaveLength(4);
    requests.shift()?.destroy();
    const fifth = async () => (await folders()).filter((name) => !first.includes(name));
    await expect.poll(fifth).toHaveLength(1);
    for (const request of requests) request.destroy();
    await expect.poll(folders).toEqual([]);
  });

  it('frees the places of clients that disconnect', async () => {
    const headers = { 'content-type': contentType, 'apollo-require-preflight': 'true' };
    const unfinished = join(server.filesFolder, '.unfinished');
    for (let i = 0; i < 5; i++) {
      const request = httpRequest(server.httpUrl, {
        method: 'POST',
        headers: { ...headers, 'content-length': '900000' },
      });
      request.on('error', () => {});
      request.write(operations + map + file);
      await vi.waitFor(async () => expect(await readdir(unfinished)).not.toEqual([]));
      request.destroy();
      await vi.waitFor(async () => expect(await readdir(unfinished)).toEqual([]));
    }
    const query = part('name="operations"', '{"query":"{ __typename }","variables":{"file":null}}');
    const response = await fetch(server.httpUrl, { method: 'POST', headers, body: query + map + file + end });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('limits of concurrency', () => {
  it('let a client do a few things concurrently, independently of others', async () => {
    const turns = new Turns(2);
    const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const begun: number[] = [];
    const works = ends.map(({ promise }, i) =>
      turns.run('a', async () => {
        begun.push(i);
        await promise;
      }),
    );
    expect(await turns.run('b', async () => 'done')).toBe('done');
    expect(begun).toEqual([0, 1]);
    ends[1].resolve();
    await works[1];
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2]));
    ends[0].reject(new Error('broken'));
    await expect(works[0]).rejects.toThrow('broken');
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2, 3]));
    ends[2].resolve();
    ends[3].resolve();
    await Promise.all([works[2], works[3]]);
  });
});
