import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { defaultProject } from '../project.ts';
import { AccessError } from './access-error.ts';
import type { Caller } from './caller.ts';

const windowSeconds = 60;
/** Wrong keys that one address may show in a minute: guessing is hopeless, and this keeps it cheap. */
const wrongKeysPerMinute = 30;

/**
 * What a key may have others do in its name, and the files it may fetch, in operations: many pages may show one animation, and players
 * fetch a video in many parts. All keys of a project may do as much together: its administrators can make any number of them.
 */
const wideFactor = 10;

/** How often callers may ask. Counted in the memory of this process. */
export class RateLimits {
  readonly #operations: RateLimiterMemory | null;
  /** Of the bearers of all tokens of a key together, of files, of an address without a key, and of all keys of a project together. */
  readonly #wide: RateLimiterMemory | null;
  readonly #drafts: RateLimiterMemory | null;
  readonly #wrongKeys = new RateLimiterMemory({ points: wrongKeysPerMinute, duration: windowSeconds });

  /**
   * @param operationsPerMinute for each key, or each address and animation with a token; null for any number
   * @param draftsPerMinute for each key; null for any number
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
      // The keys of the first project are made by whoever runs the server.
      if (caller.projectId === defaultProject) return;
      return this.#countWide(`project ${caller.projectId}`, 'operations a minute of one project');
    }
    await this.#count(`${caller.animationId} ${address}`);
    await this.#countWide(`tokens ${caller.keyId}`, 'operations a minute of one key');
  }

  /**
   * Counts a file that is fetched, with a key or with a token of it.
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
   * Counts a file that is fetched with a link, or that is published and wanted without a key.
   * @throws AccessError RATE_LIMITED
   */
  async countStranger(address: string): Promise<void> {
    await this.#countWide(`strangers ${address}`, 'files a minute of one address without a key');
  }

  /**
   * Counts a draft, or what costs as much: networks that look at a photo while the caller waits.
   * @throws AccessError RATE_LIMITED
   */
  async countDraft(caller: Caller): Promise<void> {
    if (caller.kind !== 'key' || !this.#drafts) return;
    await consume(this.#drafts, caller.id, 'drafts, scenes and lists of variants a minute');
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
    if (this.#operations) await consume(this.#operations, who, 'operations a minute');
  }

  async #countWide(who: string, what: string): Promise<void> {
    if (this.#wide) await consume(this.#wide, who, what);
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
