import { describe, expect, it } from 'vitest';
import { AllowedTargets, isTarget } from '../../src/net/allowed-targets.ts';

describe('addresses that may be connected to', () => {
  const refused: [string, string[]][] = [
    ['loopback', ['127.0.0.1', '127.255.0.9', '::1']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
    ['link-local, cloud metadata included', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fec0::1']],
    ['shared by carriers', ['100.64.0.1', '100.127.255.255']],
    ['multicast and broadcast', ['224.0.0.1', '239.1.2.3', '255.255.255.255', 'ff02::1']],
    ['reserved', ['192.0.0.8', '192.0.2.1', '198.18.0.1', '203.0.113.5', '240.0.0.1', '2001:db8::1']],
    ['IPv4 mapped into IPv6', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1']],
    ['NAT64, 6to4 and Teredo', ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0::1']],
    ['unassigned', ['4000::1', '1::1']],
  ];

  it.each(refused)('exclude %s', (_kind, addresses) => {
    const targets = new AllowedTargets([]);
    expect(addresses.filter((address) => targets.includes('example.org', address))).toEqual([]);
  });

  it('include the public internet', () => {
    const targets = new AllowedTargets([]);
    const addresses = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::5'];
    expect(addresses.filter((address) => !targets.includes('example.org', address))).toEqual([]);
  });

  it('also include the operator’s hosts, addresses and ranges', () => {
    const targets = new AllowedTargets(['cms.Internal', '127.0.0.1', '10.1.0.0/16', 'fd00::/8']);
    expect(targets.includes('CMS.internal', '192.168.0.7')).toBe(true);
    expect(targets.includes('other.internal', '192.168.0.7')).toBe(false);
    expect(targets.includes('x', '127.0.0.1')).toBe(true);
    expect(targets.includes('x', '127.0.0.2')).toBe(false);
    expect(targets.includes('x', '10.1.255.1')).toBe(true);
    expect(targets.includes('x', '10.2.0.1')).toBe(false);
    expect(targets.includes('x', 'fd00::7')).toBe(true);
    expect(targets.includes('x', '::ffff:127.0.0.1')).toBe(false);
  });

  it('cannot be configured with anything else', () => {
    expect(
      ['localhost', 'a-b.example.org', '127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8'].filter(
        (x) => !isTarget(x),
      ),
    ).toEqual([]);
    const wrong = ['', '10.0.0.0/33', 'http://a', 'a b', '*.example.org', '1.2.3', '-a', 'a:80', '300.1.1.1'];
    expect(wrong.filter(isTarget)).toEqual([]);
  });
});
