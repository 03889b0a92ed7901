import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Blames a form for what goes wrong when it is taken apart. The parser trusts the parts `operations` and `map` to have
 * the shape that the multipart request specification gives them, and fails like a program with a defect where they do not.
 */
export function useMalformedForm(): Plugin {
  return {
    onRequestParse({ request, requestParser: parse, setRequestParser }) {
      if (!parse || !request.headers.get('content-type')?.startsWith('multipart/form-data')) return;
      setRequestParser(async (form) => {
        try {
          return await parse(form);
        } catch (error) {
          if (error instanceof GraphQLError || form.signal?.aborted) throw error;
          throw new GraphQLError(
            'Expected a form of the GraphQL multipart request specification: `operations`, a `map` of lists of paths ' +
              'such as {"0":["variables.file"]}, then the files',
            { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } },
          );
        }
      });
    },
  };
}
