import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses `variables` and `extensions` of a URL or a form that are no JSON as the client's fault, which the library takes for ours. */
export function useParameterRefusal(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          const message = `Expected JSON in \`variables\` and \`extensions\`, but received something else: ${error.message}`;
          throw new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
        }
      });
    },
  };
}
