import { type LookupAddress, lookup } from 'node:dns';
import { isIP } from 'node:net';
import { UserError } from '../errors.ts';
import type { AllowedTargets } from './allowed-targets.ts';

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/** Resolves hosts, and returns only allowed addresses. */
export class AddressGuard {
  readonly #targets: AllowedTargets;
  readonly #resolve: Resolve;

  constructor(targets: AllowedTargets, resolve: Resolve = resolveBySystem) {
    this.#targets = targets;
    this.#resolve = resolve;
  }

  /**
   * The addresses of a host: a name, resolved once, or an address, in brackets if it is IPv6.
   * @throws UserError INVALID_URL if one of them is not allowed, because any of them could be used; the resolver's
   *   error if there are none
   */
  async resolve(hostname: string): Promise<LookupAddress[]> {
    const literal = hostname.replace(/^\[|\]$/g, '');
    const family = isIP(literal);
    const addresses = family ? [{ address: literal, family }] : await this.#resolve(hostname);
    if (addresses.every(({ address }) => this.#targets.includes(literal, address))) return addresses;
    throw new UserError(
      'INVALID_URL',
      `Expected a URL on the public internet, but ${JSON.stringify(hostname)} is in a private or reserved network; ` +
        'use a public address, or have FETCH_ALLOW name it',
    );
  }
}
