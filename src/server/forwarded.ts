import type { IncomingMessage } from 'node:http';

/** One hop as reported by a proxy (RFC 7239). */
type Hop = Partial<Record<'for' | 'host' | 'proto', string>>;

/** What the trusted proxies report about a request: the client, and the requested host. */
export interface Forwarded {
  address?: string;
  host?: string;
  scheme?: 'http' | 'https';
}

/**
 * Reads the `Forwarded` header, or if it is missing `X-Forwarded-For`, `-Host` and `-Proto`.
 * @param trustedProxies number of proxies in front of the server. Each appends its values, or replaces the existing
 *   ones. Any earlier values may be forged.
 */
export function forwardedOf({ headers }: IncomingMessage, trustedProxies: number): Forwarded {
  if (trustedProxies === 0) return {};
  const hops = parseForwarded(String(headers.forwarded ?? ''));
  if (hops.length > 0) {
    const { for: address, host, proto } = trusted(hops, trustedProxies) ?? {};
    return { address: address && addressIn(address), host: hostIn(host), scheme: schemeIn(proto) };
  }
  const read = (name: string) => trusted(listIn(headers[name]), trustedProxies);
  return {
    address: read('x-forwarded-for'),
    host: hostIn(read('x-forwarded-host')),
    scheme: schemeIn(read('x-forwarded-proto')),
  };
}

function trusted<Item>(list: readonly Item[], trustedProxies: number): Item | undefined {
  return list.at(-trustedProxies) ?? list[0];
}

function listIn(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function parseForwarded(header: string): Hop[] {
  // Quoted strings may contain commas and semicolons.
  const hops = header.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return hops.map((hop) =>
    Object.fromEntries(
      [...hop.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;,\s]*))/g)].map(
        ([, name, quoted, bare]) => [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare],
      ),
    ),
  );
}

/** An address without its port: `[2001:db8::1]:4711`, `192.0.2.1:80`. */
function addressIn(node: string): string {
  return /^\[([^\]]+)\]/.exec(node)?.[1] ?? node.replace(/^([\d.]+):\d+$/, '$1');
}

function hostIn(host: string | undefined): string | undefined {
  const url = host ? URL.parse(`http://${host}`) : null;
  return url && url.pathname === '/' && url.search === '' && url.username === '' ? url.host : undefined;
}

function schemeIn(scheme: string | undefined): Forwarded['scheme'] {
  const lower = scheme?.toLowerCase();
  return lower === 'http' || lower === 'https' ? lower : undefined;
}
