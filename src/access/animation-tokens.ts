import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { AccessError } from './access-error.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Caller } from './caller.ts';

export const tokenPrefix = 'dst_';
export const defaultLifetimeSeconds = 300; // 5 minutes
export const lifetimeRangeSeconds = { min: 10, max: 3_600 }; // up to 1 hour

/** How far the clocks of servers that share a database may differ. */
const clockToleranceSeconds = 60;

const claimsSchema = z.object({
  /** Row id of the animation. */
  animation: z.string(),
  /** Row id of the key it was made with; null where no keys are asked for. */
  key: z.uuid().nullable(),
  /** In seconds since 1970. */
  expires: z.int(),
});

type Claims = z.infer<typeof claimsSchema>;

/**
 * Tokens that let their bearer see one animation for a short time. Nothing is stored: a token says itself what it is for,
 * and is signed with a secret of the server and with what belongs to the key it was made with, so that it falls with that key.
 */
export class AnimationTokens {
  readonly #keys: Pick<ApiKeys, 'signingSecret'>;
  readonly #secret: string;

  /** @param secret which the database does not hold */
  constructor(keys: Pick<ApiKeys, 'signingSecret'>, secret: string) {
    this.#keys = keys;
    this.#secret = secret;
  }

  /**
   * Makes a token for an animation.
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
   * Who bears this token; null when it was not made here, or its key was revoked.
   * @throws AccessError UNAUTHENTICATED when it was, but its time is over: nobody has guessed anything then
   */
  async identify(token: string): Promise<Caller | null> {
    const [payload, signature = ''] = token.slice(tokenPrefix.length).split('.', 2);
    const claims = read(payload);
    // Without a key it was made where nobody is asked for one.
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

  /** @param ofKey what belongs to the key that it is made with; nothing where no keys are asked for */
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
