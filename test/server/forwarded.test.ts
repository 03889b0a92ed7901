import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { originOf } from '../../src/server/address.ts';
import { forwardedOf } from '../../src/server/forwarded.ts';

function request(headers: Record<string, string>): IncomingMessage {
  return { socket: { remoteAddress: '10.0.0.9' }, headers } as unknown as IncomingMessage;
}

describe('forwarding headers', () => {
  it.each([
    [
      { forwarded: 'for=192.0.2.1;proto=https;host=example.org' },
      { address: '192.0.2.1', host: 'example.org', scheme: 'https' },
    ],
    [{ forwarded: 'For="[2001:db8::1]:4711"; Proto=HTTPS' }, { address: '2001:db8::1', scheme: 'https' }],
    [
      { forwarded: 'for=forged, for="192.0.2.1:80";host="a.example:8443"' },
      { address: '192.0.2.1', host: 'a.example:8443' },
    ],
    [
      { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' },
      { host: 'example.org', scheme: 'https' },
    ],
    [
      { 'x-forwarded-proto': 'forged, https', 'x-forwarded-host': 'forged.example, example.org' },
      { host: 'example.org', scheme: 'https' },
    ],
    [{ 'x-forwarded-proto': 'gopher', 'x-forwarded-host': 'a b' }, {}],
    [{ 'x-forwarded-host': 'user@example.org' }, {}],
    [{ 'x-forwarded-host': 'example.org/path' }, {}],
    [{}, {}],
  ])('%j', (headers, expected) => {
    expect(forwardedOf(request(headers as Record<string, string>), 1)).toEqual(expected);
  });

  it('are used only from trusted proxies', () => {
    const headers = { host: 'inside:4000', forwarded: 'proto=https;host=example.org' };
    expect(originOf(request(headers), 0)).toBe('http://inside:4000');
    expect(originOf(request(headers), 1)).toBe('https://example.org');
  });

  it('are taken from the outer of two proxies', () => {
    const headers = { 'x-forwarded-host': 'forged, example.org, middle', 'x-forwarded-proto': 'https, http' };
    expect(originOf(request(headers), 2)).toBe('https://example.org');
  });
});
