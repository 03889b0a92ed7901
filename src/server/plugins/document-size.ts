import { type DocumentNode, GraphQLError, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export interface DocumentSize {
  /**
   * Most characters of the text, including comments and blanks, which are not tokens but are stored with the document.
   */
  characters: number;
  tokens: number;
  /** Validation compares each with all others, and follows their references. */
  fragments: number;
}

function tooLong(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } } });
}

function countFragments({ definitions }: DocumentNode): number {
  return definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
}

/** Rejects documents that are too long before they are completely parsed, and adds a code to syntax errors. */
export function useDocumentSize({ characters, tokens, fragments }: DocumentSize): Plugin {
  return {
    onParse({ params: { source }, setParseFn, parseFn }) {
      const { length } = String(source);
      if (length > characters) {
        throw tooLong(
          `Expected a document of at most ${characters} characters, but received ${length}; pass values as variables`,
        );
      }
      setParseFn((text, options) => parseFn(text, { ...options, maxTokens: tokens }));
      return ({ result, replaceParseResult }) => {
        if (result instanceof GraphQLError) result.extensions.code = 'GRAPHQL_PARSE_FAILED';
        else if (result && !(result instanceof Error) && countFragments(result) > fragments) {
          replaceParseResult(
            tooLong(`Expected at most ${fragments} fragments in a document; ask in several`),
          );
        }
      };
    },
  };
}
