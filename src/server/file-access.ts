import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../access/access.ts';
import { AccessError } from '../access/access-error.ts';
import type { Caller } from '../access/caller.ts';
import { UserError } from '../errors.ts';
import { bearerOf, tokenInUrl } from './credential.ts';
import { refuse } from './files.ts';
import { retryAfter } from './retry-after.ts';

/**
 * Answers who may not fetch something.
 * @param may whether a caller who is known may; it throws a UserError NOT_FOUND where there is nothing for them
 * @returns whether the request has been answered with that
 */
export async function isTurnedAway(
  { authentication }: Pick<Access, 'authentication'>,
  may: (caller: Caller) => boolean | Promise<boolean>,
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
): Promise<boolean> {
  try {
    const credential = bearerOf(request.headers.authorization) ?? tokenInUrl(request.url);
    const caller = await authentication.authenticate(credential, address);
    if (await may(caller)) return false;
    throw new AccessError('FORBIDDEN', 'This key or token may not fetch this');
  } catch (error) {
    if (error instanceof UserError && error.code === 'NOT_FOUND') {
      refuse(response, 404, error.message);
      return true;
    }
    if (!(error instanceof AccessError)) throw error;
    refuse(response, error.status, error.message, { 'www-authenticate': 'Bearer', ...retryAfter(error) });
    return true;
  }
}
