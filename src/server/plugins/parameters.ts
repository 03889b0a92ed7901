import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** HTTP 400 for every response type, because nothing was executed. */
function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}

/**
 * Response after a parser error. Invalid JSON is the client's error, which the library reports as an internal error or
 * with status 200.
 */
function refusalOf(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    return badRequest(
      `Expected JSON in \`variables\` and \`extensions\`, but received something else: ${error.message}`,
    );
  }
  if (!(error instanceof GraphQLError) || !error.extensions.originalError) return error;
  const { message } = error.extensions.originalError as Error;
  return badRequest(`Expected JSON in the body, but received something else: ${message}`);
}

/** Rejects requests whose parts are not JSON, and those without an operation. */
export function useParameterRefusal(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          throw refusalOf(error);
        }
      });
    },
    onParams({ params }) {
      if (params.query !== undefined && params.query !== null) return;
      throw badRequest(
        'Expected an operation in `query`, but it is missing: send {"query":"{ __typename }"} as the body of a POST ' +
          'with `Content-Type: application/json`, or `?query=` in the URL of a GET',
      );
    },
  };
}
