import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.ts';

/**
 * Opens connections only to allowed targets. A name is resolved once, its addresses are checked, and the connection
 * uses one of those, so DNS rebinding has no effect. All connections pass here, including those of redirects. Others
 * fail with a UserError INVALID_URL.
 */
export function guardedConnector(guard: AddressGuard, connectTimeoutMs: number): buildConnector.connector {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    guard.resolve(hostname).then(
      (addresses) => {
        if (all) callback(null, addresses);
        else callback(null, addresses[0].address, addresses[0].family);
      },
      (error) => callback(error, ''),
    );
  };
  const connect = buildConnector({ lookup, timeout: connectTimeoutMs });
  return (options, callback) => {
    const isAddress = isIP(options.hostname.replace(/^\[|\]$/g, '')) !== 0;
    if (!isAddress) return connect(options, callback);
    // Addresses are never looked up.
    guard.resolve(options.hostname).then(
      () => connect(options, callback),
      (error) => callback(error, null),
    );
  };
}
