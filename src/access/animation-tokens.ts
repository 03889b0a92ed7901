import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { AccessError } from './access-error.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Caller } from './caller.ts';

export const tokenPrefix = 'dst_';
export const defaultLifetimeSeconds = 300; // 5 minutes
export const lifetimeRangeSeconds = { min: 10, max: 3_600 }; // up to 1 hour

/** Largest clock difference between servers that share a database. */
const clockToleranceSeconds = 60;

const claimsSchema = z.object({
  /** Row id of the animation. */
  animation: z.string(),
  /** Row id of the key that created it; null if no keys are required. */
  key: z.uuid().nullable(),
  /** In seconds since 1970. */
  expires: z.int(),
});

type Claims = z.infer<typeof claimsSchema>;

/**
 * Tokens that give read access to one animation for a short time. Nothing is stored: a token contains its claims, and
 * is signed with a secret of the server and with data of the key that created it. So it becomes invalid when that key
 * is revoked.
 */
export class AnimationTokens {
  readonly #keys: Pick<ApiKeys, 'signingSecret'>;
  readonly #secret: string;

  /** @param secret not stored in the database */
  constructor(keys: Pick<ApiKeys, 'signingSecret'>, secret: string) {
    this.#keys = keys;
    this.#secret = secret;
  }

  /**
   * Creates a token for an animation.
   * @param animationId its row id
   * @param lifetimeSeconds within {@link lifetimeRangeSeconds}
   * @throws UserError INVALID_INPUT for another lifetime
   */
  async create(
    animationId: string,
    caller: Caller,
    lifetimeSeconds = defaultLifetimeSeconds,
  ): Promise<{ token: string; expiresAt: Date }> {
    const { min, max } = lifetimeRangeSeconds;
    if (lifetimeSeconds < min || lifetimeSeconds > max) {
      const message = `Expected a lifetime of ${min} to ${max} seconds but received ${lifetimeSeconds}`;
      throw new UserError('INVALID_INPUT', message, { path: ['lifetimeSeconds'] });
    }
    const key = caller.kind === 'key' ? caller.id : null;
    const expires = Math.ceil(Date.now() / 1000) + lifetimeSeconds;
    const claims: Claims = { animation: animationId, key, expires };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const signature = this.#sign(payload, (key && (await this.#keys.signingSecret(key))) ?? '');
    const token = `${tokenPrefix}${payload}.${signature.toString('base64url')}`;
    return { token, expiresAt: new Date(expires * 1000) };
  }

  /**
   * The bearer of a token; null if it was not created by this server, or its key was revoked.
   * @throws AccessError UNAUTHENTICATED if it is genuine but expired; that is not a guess, so it does not count as one
   */
  async identify(token: string): Promise<Caller | null> {
    const [payload, signature = ''] = token.slice(tokenPrefix.length).split('.', 2);
    const claims = read(payload);
    // It has no key if it was created while no keys were required.
    if (!claims?.key) return null;
    const ofKey = await this.#keys.signingSecret(claims.key);
    if (ofKey === null) return null;
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(payload, ofKey);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const expiresAt = new Date(claims.expires * 1000);
    const remainingSeconds = claims.expires - Date.now() / 1000;
    if (remainingSeconds > lifetimeRangeSeconds.max + clockToleranceSeconds) return null;
    if (remainingSeconds <= 0) {
      throw new AccessError('UNAUTHENTICATED', 'This token has expired; ask for a new one');
    }
    return { kind: 'animation', animationId: claims.animation, keyId: claims.key, expiresAt };
  }

  /** @param ofKey data of the key that creates it; empty if no keys are required */
  #sign(payload: string, ofKey: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${tokenPrefix}${ofKey}.${payload}`).digest();
  }
}

function read(payload: string): Claims | null {
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return null;
  }
}
