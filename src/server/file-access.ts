import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../access/access.ts';
import { AccessError } from '../access/access-error.ts';
import type { Caller } from '../access/caller.ts';
import type { Shown } from '../access/grants.ts';
import { UserError } from '../errors.ts';
import { bearerOf, queryOf, tokenInUrl } from './credential.ts';
import { refuse } from './files.ts';
import { retryAfter } from './retry-after.ts';

/** The credentials in a request for a file. @param address address of the client */
export function shownBy({ headers, url }: IncomingMessage, address: string): Shown {
  const link = queryOf(url).get('link') ?? undefined;
  return { credential: bearerOf(headers.authorization) ?? tokenInUrl(url), link, address };
}

/**
 * Answers requests without access.
 * @param may whether an authenticated caller may; throws a UserError NOT_FOUND if there is nothing for them
 * @returns whether the request has been answered with that
 */
export async function isTurnedAway(
  { authentication }: Pick<Access, 'authentication'>,
  may: (caller: Caller) => boolean | Promise<boolean>,
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
): Promise<boolean> {
  const granted = await grantOrRefuse(response, async () => {
    const { credential } = shownBy(request, address);
    const caller = await authentication.authenticate(credential, address);
    if (await may(caller)) return true;
    throw new AccessError('FORBIDDEN', 'This key or token has no access to this file');
  });
  return granted === null;
}

/** The grant; null after the request was answered with the reason for denial. */
export async function grantOrRefuse<T>(response: ServerResponse, grant: () => Promise<T>): Promise<T | null> {
  try {
    return await grant();
  } catch (error) {
    if (error instanceof UserError && error.code === 'NOT_FOUND') {
      refuse(response, 404, error.message);
      return null;
    }
    if (!(error instanceof AccessError)) throw error;
    const challenge = error.status === 401 || error.status === 403 ? { 'www-authenticate': 'Bearer' } : {};
    refuse(response, error.status, error.message, { ...challenge, ...retryAfter(error) });
    return null;
  }
}
