import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** HTTP 400 whatever the type of the answer: nothing was carried out. */
function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}

/** What to answer where a parser failed: JSON that is none is the client's fault, which the library takes for ours or answers with 200. */
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

/** Refuses requests whose parts are no JSON, and those without an operation. */
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
