import type { Plugin } from 'graphql-yoga';
import type { Access } from '../../access/access.ts';
import type { Caller } from '../../access/caller.ts';
import { bearerOf, tokenInUrl } from '../credential.ts';

/** Who was let in, and what they showed for it. */
export interface Admitted {
  caller: Caller;
  credential?: string;
}

/**
 * Decides from the headers and the URL alone who may ask, before a byte of the body is read or a word of the document
 * parsed: whoever has no key costs one look-up at most. Operations over WebSockets pass `Access.admit` on their own.
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
