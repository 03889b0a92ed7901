import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessError } from '../access/access-error.ts';
import type { Authentication } from '../access/authentication.ts';
import { bearerOf } from './credential.ts';
import { refuse } from './files.ts';

/** Answers who may not fetch files. @returns whether the request has been answered with that */
export async function isTurnedAway(
  authentication: Authentication,
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
): Promise<boolean> {
  try {
    await authentication.authenticate(bearerOf(request.headers.authorization), address);
    return false;
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    refuse(response, error.status, error.message, { 'www-authenticate': 'Bearer' });
    return true;
  }
}
