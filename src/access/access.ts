import type { Config } from '../config.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { defaultProject } from '../project.ts';
import { AnimationTokens } from './animation-tokens.ts';
import { ApiKeys } from './api-keys.ts';
import { Authentication } from './authentication.ts';
import { type Caller, projectOf } from './caller.ts';
import { fileFor } from './files.ts';
import { Grants } from './grants.ts';
import { FileLinks } from './links/file-links.ts';
import type { LinkSecrets } from './links/secrets.ts';
import { Quotas } from './quotas.ts';
import { RateLimits } from './rate-limits.ts';

/** Authentication, authorization and rate limits. */
export interface Access {
  keys: ApiKeys;
  tokens: AnimationTokens;
  links: FileLinks;
  grants: Grants;
  quotas: Quotas;
  authentication: Authentication;
  rateLimits: RateLimits;
  /**
   * Admits a caller for one operation, and counts it.
   * @param credential an API key or a token for an animation; undefined if there is none
   * @param address address of the caller, such as an IP address
   * @throws AccessError UNAUTHENTICATED, RATE_LIMITED
   */
  admit(credential: string | undefined, address: string): Promise<Caller>;
  /** The project of a caller; for the bearer of a token, the project of its animation. */
  projectFor(caller: Caller): Promise<string>;
  /** Whether a caller may fetch the file stored under a key. */
  mayFetch(caller: Caller, key: string): Promise<boolean>;
}

export interface AccessSecrets {
  /** Secret that signs tokens, see `tokenSecret`. */
  tokens: string;
  links: LinkSecrets;
}

/** @param now returns the current time for the expiry of links, in ms since 1970 */
export function openAccess(
  config: Pick<Config, 'auth' | 'rateLimitPerMinute' | 'drafts'>,
  prisma: PrismaClient,
  secrets: AccessSecrets,
  now?: () => number,
): Access {
  const keys = new ApiKeys(prisma);
  const rateLimits = new RateLimits(config.rateLimitPerMinute || null, config.drafts.perMinute || null);
  const tokens = new AnimationTokens(keys, secrets.tokens);
  const authentication = new Authentication(config, keys, tokens, rateLimits);
  const links = new FileLinks(prisma, secrets.links, now);
  return {
    keys,
    tokens,
    links,
    grants: new Grants(prisma, authentication, rateLimits, links),
    quotas: new Quotas(prisma),
    authentication,
    rateLimits,
    async admit(credential, address) {
      const caller = await authentication.authenticate(credential, address);
      await rateLimits.countOperation(caller, address);
      return caller;
    },
    projectFor: (caller) => projectFor(prisma, caller),
    mayFetch: async (caller, key) => (await fileFor(prisma, caller, key)) !== null,
  };
}

async function projectFor(prisma: PrismaClient, caller: Caller): Promise<string> {
  if (caller.kind !== 'animation') return projectOf(caller);
  const row = await prisma.animation.findUnique({
    where: { id: caller.animationId },
    select: { projectId: true },
  });
  // A deleted one is not visible in any project.
  return row?.projectId ?? defaultProject;
}
