import type { NewApiKey } from '../access/api-keys.ts';
import type { Scope } from '../access/caller.ts';
import type { ApiKey, Prisma } from '../generated/prisma/client.ts';
import { newestFirst } from './animations.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

type Given<T> = { [Key in keyof T]: T[Key] | null | undefined };

export interface CreateApiKeyArguments extends Given<Omit<NewApiKey, 'name' | 'scope'>> {
  name: string;
  scope: Uppercase<Scope>;
}

/** @returns the key, and its secret for this one time. @throws UserError INVALID_INPUT for a name or quota out of range */
export async function createApiKey(
  { name, scope, animationsPerDay, uploadBytesPerDay }: CreateApiKeyArguments,
  { access }: ApiContext,
): Promise<{ key: ApiKey; secret: string }> {
  try {
    return await access.keys.create({
      name,
      scope: scope.toLowerCase() as Scope,
      animationsPerDay: animationsPerDay ?? undefined,
      uploadBytesPerDay: uploadBytesPerDay ?? undefined,
    });
  } catch (error) {
    throw relocateError(error, ({ path }) => ['input', ...path]);
  }
}

/** @throws UserError NOT_FOUND. */
export async function revokeApiKey({ keyId }: { keyId: string }, { access }: ApiContext): Promise<ApiKey> {
  const path = ['input', 'keyId'];
  const id = requireRowId('ApiKey', keyId, path);
  try {
    return await access.keys.revoke(id);
  } catch (error) {
    throw relocateError(error, () => path);
  }
}

export interface ApiKeyFilter extends DateRange {
  isRevoked?: boolean | null;
}

/** A page of keys, revoked ones included, newest first. `query` is the page that Pothos planned. */
export async function apiKeys(
  query: Pick<Prisma.ApiKeyFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  filter: ApiKeyFilter | null | undefined,
  { prisma }: ApiContext,
): Promise<ApiKey[]> {
  const where: Prisma.ApiKeyWhereInput = createdWithin(filter);
  if (filter?.isRevoked != null) where.revokedAt = filter.isRevoked ? { not: null } : null;
  return prisma.apiKey.findMany({ ...query, where, orderBy: newestFirst });
}
