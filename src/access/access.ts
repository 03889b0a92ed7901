import type { Config } from '../config.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { ApiKeys } from './api-keys.ts';
import { Authentication } from './authentication.ts';

/** Who may do what, and how often. */
export interface Access {
  keys: ApiKeys;
  authentication: Authentication;
}

export function openAccess(config: Pick<Config, 'auth'>, prisma: PrismaClient): Access {
  const keys = new ApiKeys(prisma);
  return { keys, authentication: new Authentication(config, keys) };
}
