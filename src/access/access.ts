import type { Config } from '../config.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { ApiKeys } from './api-keys.ts';
import { Authentication } from './authentication.ts';
import { RateLimits } from './rate-limits.ts';

/** Who may do what, and how often. */
export interface Access {
  keys: ApiKeys;
  authentication: Authentication;
  rateLimits: RateLimits;
}

export function openAccess(
  config: Pick<Config, 'auth' | 'rateLimitPerMinute'>,
  prisma: PrismaClient,
): Access {
  const keys = new ApiKeys(prisma);
  const rateLimits = new RateLimits(config.rateLimitPerMinute || null);
  return { keys, authentication: new Authentication(config, keys, rateLimits), rateLimits };
}
