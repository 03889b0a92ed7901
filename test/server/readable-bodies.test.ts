import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});

afterAll(() => server.close());

const operation = JSON.stringify({ query: '{ __typename }' });

function post(headers: Record<string, string>, body: BodyInit = operation): Promise<Response> {
  return fetch(server.httpUrl, { method: 'POST', headers: { accept: 'application/json', ...headers }, body });
}

async function expectRefusal(response: Response, words: RegExp): Promise<void> {
  expect(response.status).toBe(415);
  const { errors } = await response.json();
  expect(errors).toEqual([
    { message: expect.stringMatching(words), extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } },
  ]);
}

describe('a compressed body', () => {
  it.each(['gzip', 'GZIP', 'br', 'identity, gzip'])('is rejected: %s', async (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    await expectRefusal(await post(headers, gzipSync(operation)), /without Content-Encoding/);
  });

  it.each(['identity', 'Identity'])('is accepted if it is declared as uncompressed: %s', async (encoding) => {
    const response = await post({ 'content-type': 'application/json', 'content-encoding': encoding });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('the type of a body', () => {
  it.each([
    'APPLICATION/JSON',
    'Application/Json; Charset=UTF-8',
    'application/json ; charset="utf-8"',
    'application/json;charset=utf8',
  ])('may be written as %s', async (type) => {
    expect(await (await post({ 'content-type': type })).json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('may be that of a form in capitals, whose boundary keeps its case', async () => {
    const part = (name: string, text: string) =>
      `--Limit\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
    const body = `${part('operations', operation)}${part('map', '{}')}--Limit--\r\n`;
    const headers = {
      'content-type': 'MULTIPART/FORM-DATA; boundary=Limit',
      'apollo-require-preflight': 'true',
    };
    expect(await (await post(headers, body)).json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['utf-16', 'UTF-16LE', 'latin1', '"iso-8859-1"'])(
    'is rejected in another character set: %s',
    async (set) => {
      await expectRefusal(
        await post({ 'content-type': `application/json; charset=${set}` }),
        /a body in UTF-8/,
      );
    },
  );
});
