import ipaddr from 'ipaddr.js';

type Range = ReturnType<typeof ipaddr.parseCIDR>;

const globalUnicast = ipaddr.parseCIDR('2000::/3');
const hostName = /^(?=.{1,253}$)[a-z\d_](?:[a-z\d_-]*[a-z\d_])?(?:\.[a-z\d_](?:[a-z\d_-]*[a-z\d_])?)*$/;

/**
 * Whether `FETCH_ALLOW` may contain this entry: a host name, an address, or a range of addresses such as `10.0.0.0/8`.
 */
export function isTarget(text: string): boolean {
  // The name of a host in the domain `8` would be read as an address by browsers and servers alike.
  return parseRange(text) !== null || (hostName.test(text.toLowerCase()) && !/(?:^|\.)\d+$/.test(text));
}

/**
 * Allowed targets of URLs from clients: the public internet, and the operator's additions. Private, loopback,
 * link-local and all other special ranges are blocked, also if embedded in an IPv6 address (mapped, NAT64, 6to4,
 * Teredo).
 */
export class AllowedTargets {
  readonly #hosts = new Set<string>();
  readonly #ranges: Range[] = [];

  /** @param extra entries for which {@link isTarget} holds */
  constructor(extra: readonly string[]) {
    for (const entry of extra) {
      const range = parseRange(entry);
      if (range) this.#ranges.push(range);
      else this.#hosts.add(entry.toLowerCase());
    }
  }

  /** @param address one that `hostname` stands for, or `hostname` itself */
  includes(hostname: string, address: string): boolean {
    if (this.#hosts.has(hostname.toLowerCase()) || isPublic(address)) return true;
    const parsed = ipaddr.parse(address);
    return this.#ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range));
  }
}

function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

function parseRange(text: string): Range | null {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
  if (!isAddress) return null;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128] as Range;
}
