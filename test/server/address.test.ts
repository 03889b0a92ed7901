import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { addressOf } from '../../src/server/address.ts';

function request(forwarded?: string): IncomingMessage {
  const headers = { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress: '10.0.0.9' }, headers } as unknown as IncomingMessage;
}

it.each([
  ['the socket, whatever the client claims', 0, '1.1.1.1', '10.0.0.9'],
  ['what the only proxy added', 1, 'forged, 2.2.2.2', '2.2.2.2'],
  ['what the outer of two proxies added', 2, 'forged, 2.2.2.2, 10.0.0.8', '2.2.2.2'],
  ['the socket when no proxy added anything', 1, undefined, '10.0.0.9'],
])('a client’s address is that of %s', (_what, proxies, forwarded, address) => {
  expect(addressOf(request(forwarded), proxies)).toBe(address);
});
