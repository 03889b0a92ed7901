import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Tells clients that send the hash of an operation (automatic persisted queries) that this is not supported, so they
 * send the operation itself.
 */
export function usePersistedQueryRefusal(): Plugin {
  return {
    onParams({ params }) {
      if (params.query || !params.extensions?.persistedQuery) return;
      throw new GraphQLError('PersistedQueryNotSupported', {
        extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200, spec: false } },
      });
    },
  };
}
