import { type LookupAddress, lookup } from 'node:dns';
import { isIP } from 'node:net';
import { UserError } from '../errors.ts';
import type { AllowedTargets } from './allowed-targets.ts';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/** Finds the addresses of hosts, and gives out none but allowed ones. */
export class AddressGuard {
  readonly #targets: AllowedTargets;
  readonly #resolve: Resolve;

  constructor(targets: AllowedTargets, resolve: Resolve = resolveBySystem) {
    this.#targets = targets;
    this.#resolve = resolve;
  }

  /**
   * The addresses of a host: of a name, asked for once, or the one that it is, in brackets if it is IPv6.
   * @throws UserError INVALID_URL when one of them is not allowed: which of them is used would be a matter of luck;
   * the resolver's error when there is none
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
