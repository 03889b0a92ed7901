import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { hasGone } from '../../src/server/gone.ts';

/** A request whose client goes away after that much of it, and what comes of reading its body then. */
async function abandoned(body: string): Promise<{ request: IncomingMessage; error: unknown }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(`PUT /uploads/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n${body}`);
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  const closed = new Promise((resolve) => request.once('close', resolve));
  client.resetAndDestroy();
  const error = await closed.then(() => buffer(request)).catch((reason) => reason);
  server.close();
  return { request, error };
}

it.each(['', 'by', 'byte'])('a client that disconnects after %j of four bytes is no error', async (body) => {
  const { request, error } = await abandoned(body);
  expect(error).toBeInstanceOf(Error);
  expect(hasGone(request, error)).toBe(true);
});

it('an error for another reason is reported, while the client waits', async () => {
  const request = { destroyed: false, complete: true, errored: null } as unknown as IncomingMessage;
  expect(hasGone(request, new Error('broken'))).toBe(false);
});
