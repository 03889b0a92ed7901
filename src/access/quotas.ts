import type { PrismaClient } from '../generated/prisma/client.ts';
import { AccessError } from './access-error.ts';
import type { Caller } from './caller.ts';

/** Quantities counted against a key's daily quota. */
export interface Amount {
  animations?: number;
  uploadBytes?: number;
}

/** Reserves more before it is used. @throws AccessError RATE_LIMITED if not enough is left today */
export type Reserve = (more: Amount) => Promise<void>;

const dayMs = 24 * 60 * 60 * 1000;

/** Daily quotas (UTC) of keys, counted in the database, so that all processes share them. */
export class Quotas {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /**
   * Runs work that counts against the caller's quota. Work that throws is not counted.
   * @param amount as far as it is known before
   * @param work must reserve any further amount before using it, so that concurrent callers cannot exceed the quota
   * @param actual returns the amount used; default: `amount`
   * @throws AccessError RATE_LIMITEDbefore any work, if it would exceed the key's quota for today
   */
  async spend<T>(
    caller: Caller,
    amount: Amount,
    work: (reserve: Reserve) => Promise<T>,
    actual: (result: T) => Amount = () => amount,
  ): Promise<T> {
    if (caller.kind !== 'key') return work(async () => {});
    const { id: keyId } = caller;
    const day = new Date(Math.floor(Date.now() / dayMs) * dayMs);
    const where = { keyId_day: { keyId, day } };
    await this.#prisma.apiKeyUsage.upsert({ where, create: { keyId, day }, update: {} });
    const counted = { animations: 0, uploadBytes: 0 };
    const reserve: Reserve = async ({ animations = 0, uploadBytes = 0 }) => {
      const { quota } = caller;
      const { count } = await this.#prisma.apiKeyUsage.updateMany({
        where: {
          keyId,
          day,
          ...(quota.animations !== null && { animations: { lte: quota.animations - animations } }),
          ...(quota.uploadBytes !== null && { uploadBytes: { lte: quota.uploadBytes - uploadBytes } }),
        },
        data: { animations: { increment: animations }, uploadBytes: { increment: uploadBytes } },
      });
      if (count === 0) throw usedUp(quota, day);
      counted.animations += animations;
      counted.uploadBytes += uploadBytes;
    };
    await reserve(amount);
    const correct = (real: Amount) => this.#add(where, real, counted);
    const result = await work(reserve).catch(async (error) => {
      await correct({});
      throw error;
    });
    await correct(actual(result));
    return result;
  }

  /** Replaces the `counted` amount by `real`. */
  async #add(
    where: { keyId_day: { keyId: string; day: Date } },
    real: Amount,
    counted: Required<Amount>,
  ): Promise<void> {
    const animations = (real.animations ?? 0) - counted.animations;
    const uploadBytes = (real.uploadBytes ?? 0) - counted.uploadBytes;
    if (animations === 0 && uploadBytes === 0) return;
    const data = { animations: { increment: animations }, uploadBytes: { increment: uploadBytes } };
    await this.#prisma.apiKeyUsage.update({ where, data });
  }
}

function usedUp(
  { animations, uploadBytes }: { animations: number | null; uploadBytes: number | null },
  day: Date,
) {
  const limits = [
    animations === null ? null : `${animations} animations`,
    uploadBytes === null ? null : `${uploadBytes} bytes of photos`,
  ];
  const retryAfterSeconds = Math.ceil((day.getTime() + dayMs - Date.now()) / 1000);
  const message = `This key's day is used up: it may do ${limits.filter(Boolean).join(' and ')} in a day (UTC)`;
  return new AccessError('RATE_LIMITED', message, { retryAfterSeconds });
}
