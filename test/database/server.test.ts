import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openPool } from '../../src/database/server.ts';

/** A message of PostgreSQL's protocol: its letter, its length, its body. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

const welcome = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));
const goodbye = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

it('survives a server that closes new connections immediately', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([welcome, ready, goodbye])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = openPool(`postgres://nobody@127.0.0.1:${port}/none`, { warn: () => {} });
  // As the adapter takes one for a transaction.
  const client = await pool.connect();
  await expect(client.query('BEGIN')).rejects.toThrow(/not queryable|terminat/);
  client.release(true);
  await pool.end();
  await new Promise((resolve) => server.close(resolve));
});
