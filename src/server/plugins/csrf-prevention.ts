import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** What a page may send to another site without asking it first (Fetch standard, "CORS-safelisted"). */
const simpleTypes = ['multipart/form-data', 'application/x-www-form-urlencoded', 'text/plain'];
/** Headers that a browser sends to another site only after that has allowed them. */
const provingHeaders = ['apollo-require-preflight', 'authorization'];

/**
 * Refuses requests that a page of any site could make a browser send without asking this server first, above all
 * uploads: a form on some page would otherwise act in its visitor's name.
 */
export function useCsrfPrevention(): Plugin {
  return {
    onRequestParse({ request }) {
      if (request.method !== 'POST') return;
      const type = request.headers.get('content-type')?.split(';', 1)[0].trim().toLowerCase() ?? '';
      if (type !== '' && !simpleTypes.includes(type)) return;
      if (provingHeaders.some((name) => request.headers.get(name))) return;
      const sent = type === '' ? 'a body without a content-type' : `a body of type ${type}`;
      throw new GraphQLError(
        `Expected \`Content-Type: application/json\`, or the header \`Apollo-Require-Preflight: true\` along with ${sent}; ` +
          'either shows that no page of another site made the browser send this',
        { extensions: { code: 'CSRF_PREVENTED', http: { status: 403 } } },
      );
    },
  };
}
