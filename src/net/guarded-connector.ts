import { type LookupAddress, lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { UserError } from '../errors.ts';
import type { AllowedTargets } from './allowed-targets.ts';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookUp(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

export interface ConnectorOptions {
  targets: AllowedTargets;
  connectTimeoutMs: number;
  /** Default: as the operating system does. */
  resolve?: Resolve;
}

/**
 * Opens connections to allowed targets alone. A name is resolved once, its addresses are checked, and the connection goes
 * to one of those: a name that points elsewhere a moment later gains nothing. As every connection passes here, those that a
 * redirect leads to do as well. Another connection fails with a UserError INVALID_URL.
 */
export function guardedConnector({
  targets,
  connectTimeoutMs,
  resolve = resolveBySystem,
}: ConnectorOptions): buildConnector.connector {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        // One bad address condemns the name: which of them is used would be a matter of luck.
        const isRefused = addresses.some(({ address }) => !targets.includes(hostname, address));
        if (isRefused) callback(refusal(hostname), '');
        else if (all) callback(null, addresses);
        else callback(null, addresses[0].address, addresses[0].family);
      },
      (error) => callback(error, ''),
    );
  };
  const connect = buildConnector({ lookup, timeout: connectTimeoutMs });
  return (options, callback) => {
    const { hostname } = options;
    // Addresses are never looked up.
    const address = hostname.replace(/^\[|\]$/g, '');
    if (isIP(address) && !targets.includes(address, address)) callback(refusal(hostname), null);
    else connect(options, callback);
  };
}

function refusal(hostname: string): Error {
  return new UserError(
    'INVALID_URL',
    `Expected a URL on the public internet, but ${JSON.stringify(hostname)} is in a private or reserved network; ` +
      'use a public address, or have FETCH_ALLOW name it',
  );
}
