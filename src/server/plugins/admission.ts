import type { Plugin } from 'graphql-yoga';
import type { Access } from '../../access/access.ts';
import type { Caller } from '../../access/caller.ts';
import { bearerOf, tokenInUrl } from '../credential.ts';

/** The authenticated caller, and their credentials. */
export interface Admitted {
  caller: Caller;
  credential?: string;
}

/**
 * Authenticates the caller from the headers and the URL only, before the body is read or the document is parsed, so a
 * caller without a key costs at most one look-up. Operations over WebSockets call `Access.admit` themselves.
 */
export function useAdmission(
  access: Pick<Access, 'admit'>,
): Plugin<object, { address?: string; admitted?: Admitted }> {
  return {
    async onRequestParse({ request, serverContext }) {
      const credential = bearerOf(request.headers.get('authorization')) ?? tokenInUrl(request.url);
      const caller = await access.admit(credential, serverContext.address ?? 'unknown');
      serverContext.admitted = { caller, credential };
    },
  };
}
