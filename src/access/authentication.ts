import { continueAs } from '../client.ts';
import type { Config } from '../config.ts';
import { AccessError } from './access-error.ts';
import { type AnimationTokens, tokenPrefix } from './animation-tokens.ts';
import type { ApiKeys } from './api-keys.ts';
import { type Caller, clientOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const howTo = 'send `Authorization: Bearer dsk_…`; `npm run keys -- create` makes a key';

/** Finds out who asks. */
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
   * @param credential what the caller showed: an API key, or a token for an animation; undefined for nothing
   * @param address where the caller is, such as an IP address
   * @throws AccessError UNAUTHENTICATED where keys are required and this is none; RATE_LIMITED after too many that were none
   */
  async authenticate(credential: string | undefined, address: string): Promise<Caller> {
    if (!this.isRequired) return { kind: 'anyone' };
    if (!credential) throw new AccessError('UNAUTHENTICATED', `Expected an API key: ${howTo}`);
    // Looked up first: behind a proxy an address is everybody's, and somebody's wrong keys are no reason to refuse a valid one.
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
