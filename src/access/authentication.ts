import type { Config } from '../config.ts';
import { AccessError } from './access-error.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Caller } from './caller.ts';

const howTo = 'send `Authorization: Bearer dsk_…`; `npm run keys -- create` makes a key';

/** Finds out who asks. */
export class Authentication {
  readonly isRequired: boolean;
  readonly #keys: ApiKeys;

  constructor({ auth }: Pick<Config, 'auth'>, keys: ApiKeys) {
    this.isRequired = auth === 'keys';
    this.#keys = keys;
  }

  /**
   * @param credential what the caller showed: an API key; undefined for nothing
   * @throws AccessError UNAUTHENTICATED where keys are required and this is none
   */
  async authenticate(credential: string | undefined): Promise<Caller> {
    if (!this.isRequired) return { kind: 'anyone' };
    if (!credential) throw new AccessError('UNAUTHENTICATED', `Expected an API key: ${howTo}`);
    const caller = await this.#keys.identify(credential);
    if (caller) return caller;
    throw new AccessError(
      'UNAUTHENTICATED',
      `Expected a valid API key, but this one is unknown or revoked: ${howTo}`,
    );
  }
}
