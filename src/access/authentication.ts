import { continueAs } from '../client.ts';
import type { Config } from '../config.ts';
import { AccessError } from './access-error.ts';
import { type AnimationTokens, tokenPrefix } from './animation-tokens.ts';
import type { ApiKeys } from './api-keys.ts';
import { type Caller, clientOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const howTo = 'send `Authorization: Bearer dsk_…`; `npm run keys -- create` makes a key';

/** Identifies the caller. */
export class Authentication {
  readonly isRequired: boolean;
  readonly #keys: ApiKeys;
  readonly #tokens: AnimationTokens;
  readonly #rateLimits: RateLimits;

  constructor(
    { auth }: Pick<Config, 'auth'>,
    keys: ApiKeys,
    tokens: AnimationTokens,
    rateLimits: RateLimits,
  ) {
    this.isRequired = auth === 'keys';
    this.#keys = keys;
    this.#tokens = tokens;
    this.#rateLimits = rateLimits;
  }

  /**
   * @param credential an API key, or a token for an animation; undefined if the caller sent none
   * @param address address of the caller, such as an IP address
   * @throws AccessError UNAUTHENTICATED if keys are required and this one is missing or invalid; RATE_LIMITED after too
   * many invalid ones
   */
  async authenticate(credential: string | undefined, address: string): Promise<Caller> {
    if (!this.isRequired) return { kind: 'anyone' };
    if (!credential) throw new AccessError('UNAUTHENTICATED', `Expected an API key: ${howTo}`);
    // The key is looked up first: behind a proxy all callers share an address, and one caller's invalid keys must not
    // block another's valid one.
    const isToken = credential.startsWith(tokenPrefix);
    const caller = await (isToken ? this.#tokens : this.#keys).identify(credential);
    if (caller) {
      const client = clientOf(caller);
      if (client !== null) continueAs(client);
      return caller;
    }
    await this.#rateLimits.countWrongKey(address);
    throw new AccessError(
      'UNAUTHENTICATED',
      `Expected a valid API key or token, but this one is unknown, revoked or expired: ${howTo}`,
    );
  }
}
