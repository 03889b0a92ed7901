import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Caller } from './caller.ts';

export const tokenPrefix = 'dst_';
export const defaultLifetimeSeconds = 300; // 5 minutes
export const lifetimeRangeSeconds = { min: 10, max: 3_600 }; // up to 1 hour

const claimsSchema = z.object({
  /** Row id of the animation. */
  animation: z.string(),
  /** The key it was made with; null where no keys are asked for. */
  key: z.string().nullable(),
  /** In seconds since 1970. */
  expires: z.int(),
});

type Claims = z.infer<typeof claimsSchema>;

/**
 * Tokens that let their bearer see one animation for a short time. Nothing is stored: a token says itself what it is for,
 * and is signed with what belongs to the key it was made with, so that it falls with that key.
 */
export class AnimationTokens {
  readonly #keys: Pick<ApiKeys, 'signingSecret'>;
  /** Signs where nobody needs a key: such tokens are never looked at. */
  readonly #ownSecret = randomBytes(32).toString('hex');

  constructor(keys: Pick<ApiKeys, 'signingSecret'>) {
    this.#keys = keys;
  }

  /**
   * Makes a token for an animation.
   * @param animationId its row id
   * @param lifetimeSeconds within {@link lifetimeRangeSeconds}
   * @throws UserError INVALID_SETTINGS for another lifetime
   */
  async create(
    animationId: string,
    caller: Caller,
    lifetimeSeconds = defaultLifetimeSeconds,
  ): Promise<{ token: string; expiresAt: Date }> {
    const { min, max } = lifetimeRangeSeconds;
    if (lifetimeSeconds < min || lifetimeSeconds > max) {
      const message = `Expected a lifetime of ${min} to ${max} seconds but received ${lifetimeSeconds}`;
      throw new UserError('INVALID_SETTINGS', message, { path: ['lifetimeSeconds'] });
    }
    const key = caller.kind === 'key' ? caller.id : null;
    const expires = Math.ceil(Date.now() / 1000) + lifetimeSeconds;
    const claims: Claims = { animation: animationId, key, expires };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const signature = sign(payload, (await this.#secretOf(key)) ?? this.#ownSecret);
    const token = `${tokenPrefix}${payload}.${signature.toString('base64url')}`;
    return { token, expiresAt: new Date(expires * 1000) };
  }

  /** Who bears this token; null when it was not made here, is too old, or its key was revoked. */
  async identify(token: string): Promise<Caller | null> {
    const [payload, signature = ''] = token.slice(tokenPrefix.length).split('.', 2);
    const claims = read(payload);
    if (!claims || claims.expires * 1000 <= Date.now()) return null;
    const secret = await this.#secretOf(claims.key);
    if (secret === null) return null;
    const given = Buffer.from(signature, 'base64url');
    const expected = sign(payload, secret);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const expiresAt = new Date(claims.expires * 1000);
    return { kind: 'animation', animationId: claims.animation, keyId: claims.key, expiresAt };
  }

  async #secretOf(key: string | null): Promise<string | null> {
    return key === null ? this.#ownSecret : this.#keys.signingSecret(key);
  }
}

function sign(payload: string, secret: string): Buffer {
  return createHmac('sha256', `${tokenPrefix}${secret}`).update(payload).digest();
}

function read(payload: string): Claims | null {
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return null;
  }
}
