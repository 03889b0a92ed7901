import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../src/generated/prisma/client.ts';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';

let server: ScriptedServer;
let lookUps = 0;

beforeAll(async () => {
  const findUnique = async () => {
    lookUps += 1;
    return null;
  };
  const prisma = { apiKey: { findUnique } } as unknown as PrismaClient;
  server = await startScriptedServer({ closeTimeoutMs: 100 }, { AUTH: 'keys' }, prisma);
});

afterAll(() => server.close());

beforeEach(() => {
  lookUps = 0;
});

const wrongKey = { authorization: `Bearer dsk_${'a'.repeat(43)}` };
const json400 = '{"query": nonsense';

describe('a request without a valid key', () => {
  it('is rejected before its body, and the connection ends', async () => {
    const request = httpRequest(server.httpUrl, {
      method: 'POST',
      headers: {
        ...wrongKey,
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': '45000000',
      },
    });
    request.on('error', () => {});
    request.write('--x\r\n');
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(401);
    expect(await json(response)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(lookUps).toBe(1);
    if (!request.destroyed) await once(request, 'close');
  });

  it('is rejected whatever the body is, which is not parsed', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const more of [{}, wrongKey]) {
      const init = { method: 'POST', headers: { ...headers, ...more }, body: json400 };
      expect((await fetch(server.httpUrl, init)).status).toBe(401);
    }
  });

  it('costs no look-up for a malformed key or token', async () => {
    const claims = (key: unknown) =>
      Buffer.from(JSON.stringify({ animation: 'x', key, expires: 9_000_000_000 })).toString('base64url');
    const none = ['hello', 'dsk_short', `dsk_${'a'.repeat(500)}`, 'dst_', `dst_${claims('x')}.AA`];
    for (const key of [...none, `dst_${claims(null)}.AA`]) {
      const headers = { authorization: `Bearer ${key}` };
      expect((await fetch(`${server.url}/files/images/one.jpg`, { headers })).status, key).toBe(401);
    }
    expect(lookUps).toBe(0);
  });
});
