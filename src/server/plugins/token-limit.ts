import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses documents of more than this many tokens before they are parsed to their end; gives syntax errors a code. */
export function useTokenLimit(maxTokens: number): Plugin {
  return {
    onParse({ setParseFn, parseFn }) {
      setParseFn((source, options) => parseFn(source, { ...options, maxTokens }));
      return ({ result }) => {
        if (result instanceof GraphQLError) result.extensions.code = 'GRAPHQL_PARSE_FAILED';
      };
    },
  };
}
