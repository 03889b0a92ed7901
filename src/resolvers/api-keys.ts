import { AccessError } from '../access/access-error.ts';
import type { NewApiKey } from '../access/api-keys.ts';
import { type Caller, isOperator, type Scope } from '../access/caller.ts';
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

/**
 * @returns the key, and its secret, which is returned only once. @throws UserError INVALID_INPUT for a name or quota
 * out of range; AccessError FORBIDDEN for another project, unless the operator asks
 */
export async function createApiKey(
  { name, scope, animationsPerDay, uploadBytesPerDay, project }: CreateApiKeyArguments,
  { access, caller, prisma, projectId }: ApiContext,
): Promise<{ key: ApiKey; secret: string }> {
  const own = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  if (project != null && project.trim() !== own.name && !isOperator(caller)) {
    throw new AccessError('FORBIDDEN', `Keys of other projects are made by administrators of the first one`);
  }
  try {
    return await access.keys.create({
      name,
      scope: scope.toLowerCase() as Scope,
      animationsPerDay: animationsPerDay ?? undefined,
      uploadBytesPerDay: uploadBytesPerDay ?? undefined,
      project: project ?? own.name,
    });
  } catch (error) {
    throw relocateError(error, ({ path }) => ['input', ...path]);
  }
}

/** @throws UserError NOT_FOUND. */
export async function revokeApiKey(
  { keyId, withFileLinks }: { keyId: string; withFileLinks?: boolean | null },
  { access, caller, projectId }: ApiContext,
): Promise<ApiKey> {
  const path = ['input', 'keyId'];
  const id = requireRowId('ApiKey', keyId, path);
  try {
    return await access.keys.revoke(id, {
      ...keysSeenBy(caller, projectId),
      withLinks: withFileLinks ?? false,
    });
  } catch (error) {
    throw relocateError(error, () => path);
  }
}

/** The keys that an administrator sees: those of the project; for administrators of the server, all. */
export function keysSeenBy(caller: Caller, projectId: string): { projectId?: string } {
  return isOperator(caller) ? {} : { projectId };
}

export interface ApiKeyFilter extends DateRange {
  isRevoked?: boolean | null;
}

/** A page of keys, revoked ones included, newest first. `query` is the page that Pothos planned. */
export async function apiKeys(
  query: Pick<Prisma.ApiKeyFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  filter: ApiKeyFilter | null | undefined,
  { caller, prisma, projectId }: ApiContext,
): Promise<ApiKey[]> {
  const where: Prisma.ApiKeyWhereInput = { ...keysSeenBy(caller, projectId), ...createdWithin(filter) };
  if (filter?.isRevoked != null) where.revokedAt = filter.isRevoked ? { not: null } : null;
  return prisma.apiKey.findMany({ ...query, where, orderBy: newestFirst });
}
