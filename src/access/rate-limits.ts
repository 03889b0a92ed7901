import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AccessError } from './access-error.ts';
import type { Caller } from './caller.ts';

const windowSeconds = 60;
/** Wrong keys that one address may show in a minute: guessing is hopeless, and this keeps it cheap. */
const wrongKeysPerMinute = 30;

/** How often callers may ask. Counted in the memory of this process. */
export class RateLimits {
  readonly #operations: RateLimiterMemory | null;
  readonly #wrongKeys = new RateLimiterMemory({ points: wrongKeysPerMinute, duration: windowSeconds });

  /** @param operationsPerMinute for each key, or each address and animation with a token; null for any number */
  constructor(operationsPerMinute: number | null) {
    this.#operations =
      operationsPerMinute === null
        ? null
        : new RateLimiterMemory({ points: operationsPerMinute, duration: windowSeconds });
  }

  /**
   * Counts an operation.
   * @throws AccessError RATE_LIMITED
   */
  async countOperation(caller: Caller, address: string): Promise<void> {
    if (caller.kind === 'anyone') return;
    await this.#count(caller.kind === 'key' ? caller.id : `${caller.animationId} ${address}`);
  }

  /**
   * Counts a photo that is sent to the address of an upload.
   * @param keyId the API key that it was announced with; null where no keys are asked for
   * @throws AccessError RATE_LIMITED
   */
  async countUpload(keyId: string | null): Promise<void> {
    if (keyId !== null) await this.#count(keyId);
  }

  async #count(who: string): Promise<void> {
    if (!this.#operations) return;
    try {
      await this.#operations.consume(who);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw tooMany(`${this.#operations.points} operations a minute`, error);
    }
  }

  /**
   * Counts a key or the secret of an upload that was looked up and is none.
   * @throws AccessError RATE_LIMITED when this address has shown too many of them
   */
  async countWrongKey(address: string): Promise<void> {
    const state = await this.#wrongKeys.penalty(address);
    if (state.consumedPoints > wrongKeysPerMinute) {
      throw tooMany(`${wrongKeysPerMinute} wrong keys a minute from an address`, state);
    }
  }
}

function tooMany(limit: string, { msBeforeNext }: RateLimiterRes): AccessError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  const message = `Expected at most ${limit}; try again in ${retryAfterSeconds} s`;
  return new AccessError('RATE_LIMITED', message, { retryAfterSeconds });
}
