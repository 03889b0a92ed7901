import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { defaultProject } from '../project.ts';
import { AccessError } from './access-error.ts';
import type { Caller } from './caller.ts';

const windowSeconds = 60;
/** Invalid keys allowed per address and minute. Guessing is hopeless anyway; this keeps it cheap to reject. */
const wrongKeysPerMinute = 30;

/**
 * Factor on the rate of a key for requests with its tokens and for its files: many pages may show one animation, and
 * players fetch a video in many parts. The same total holds for all keys of a project together, because its
 * administrators can create any number of keys.
 */
const wideFactor = 10;

/** Rate limits of callers, counted in the memory of this process. */
export class RateLimits {
  readonly #operations: RateLimiterMemory | null;
  /**
   * For the bearers of all tokens of a key together, for files, for an address without a key, and for all keys of a
   * project together.
   */
  readonly #wide: RateLimiterMemory | null;
  readonly #drafts: RateLimiterMemory | null;
  readonly #wrongKeys = new RateLimiterMemory({ points: wrongKeysPerMinute, duration: windowSeconds });

  /**
   * @param operationsPerMinute for each key, or each address and animation with a token; null: no limit
   * @param draftsPerMinute for each key; null: no limit
   */
  constructor(operationsPerMinute: number | null, draftsPerMinute: number | null = null) {
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: windowSeconds });
    this.#operations = operationsPerMinute === null ? null : limiter(operationsPerMinute);
    this.#drafts = draftsPerMinute === null ? null : limiter(draftsPerMinute);
    this.#wide = operationsPerMinute === null ? null : limiter(wideFactor * operationsPerMinute);
  }

  /**
   * Counts an operation.
   * @throws AccessError RATE_LIMITED
   */
  async countOperation(caller: Caller, address: string): Promise<void> {
    if (caller.kind === 'anyone') return;
    if (caller.kind === 'key') {
      await this.#count(caller.id);
      // The keys of the first project are created by the operator of the server.
      if (caller.projectId === defaultProject) return;
      return this.#countWide(`project ${caller.projectId}`, 'operations a minute of one project');
    }
    await this.#count(`${caller.animationId} ${address}`);
    await this.#countWide(`tokens ${caller.keyId}`, 'operations a minute of one key');
  }

  /**
   * Counts a file fetched with a key or one of its tokens.
   * @throws AccessError RATE_LIMITED
   */
  async countFile(caller: Caller): Promise<void> {
    if (caller.kind === 'anyone') return;
    await this.#countWide(
      `files ${caller.kind === 'key' ? caller.id : caller.keyId}`,
      'files a minute of one key',
    );
  }

  /**
   * Counts a file fetched with a link, or a published file fetched without a key.
   * @throws AccessError RATE_LIMITED
   */
  async countStranger(address: string): Promise<void> {
    await this.#countWide(`strangers ${address}`, 'files a minute of one address without a key');
  }

  /**
   * Counts a draft, or work of similar cost: networks that process a photo while the caller waits.
   * @throws AccessError RATE_LIMITED
   */
  async countDraft(caller: Caller): Promise<void> {
    if (caller.kind !== 'key' || !this.#drafts) return;
    await consume(this.#drafts, caller.id, 'drafts, scenes and lists of variants a minute');
  }

  /**
   * Counts a photo sent to the URL of an upload.
   * @param keyId the API key that announced it; null if no keys are required
   * @throws AccessError RATE_LIMITED
   */
  async countUpload(keyId: string | null): Promise<void> {
    if (keyId !== null) await this.#count(keyId);
  }

  async #count(who: string): Promise<void> {
    if (this.#operations) await consume(this.#operations, who, 'operations a minute');
  }

  async #countWide(who: string, what: string): Promise<void> {
    if (this.#wide) await consume(this.#wide, who, what);
  }

  /**
   * Counts an invalid key or upload secret after its look-up.
   * @throws AccessError RATE_LIMITED if this address has sent too many of them
   */
  async countWrongKey(address: string): Promise<void> {
    const state = await this.#wrongKeys.penalty(address);
    if (state.consumedPoints > wrongKeysPerMinute) {
      throw tooMany(`${wrongKeysPerMinute} wrong keys a minute from an address`, state);
    }
  }
}

/** @throws AccessError RATE_LIMITED */
async function consume(limiter: RateLimiterMemory, who: string, what: string): Promise<void> {
  try {
    await limiter.consume(who);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw tooMany(`${limiter.points} ${what}`, error);
  }
}

function tooMany(limit: string, { msBeforeNext }: RateLimiterRes): AccessError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  const message = `Expected at most ${limit}; try again in ${retryAfterSeconds} s`;
  return new AccessError('RATE_LIMITED', message, { retryAfterSeconds });
}
