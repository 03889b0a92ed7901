import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export interface DocumentSize {
  /** Characters of the text, comments and blanks included: those are no tokens, but are held with the document. */
  characters: number;
  tokens: number;
}

/** Refuses documents that are too long, before they are parsed to their end; gives syntax errors a code. */
export function useDocumentSize({ characters, tokens }: DocumentSize): Plugin {
  return {
    onParse({ params: { source }, setParseFn, parseFn }) {
      const { length } = String(source);
      if (length > characters) {
        throw new GraphQLError(
          `Expected a document of at most ${characters} characters, but received ${length}; pass values as variables`,
          { extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } } },
        );
      }
      setParseFn((text, options) => parseFn(text, { ...options, maxTokens: tokens }));
      return ({ result }) => {
        if (result instanceof GraphQLError) result.extensions.code = 'GRAPHQL_PARSE_FAILED';
      };
    },
  };
}
