import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Content types that a page may send to another site without a preflight (Fetch standard, "CORS-safelisted"). */
const simpleTypes = ['multipart/form-data', 'application/x-www-form-urlencoded', 'text/plain'];
/** Headers that a browser sends to another site only after a successful preflight. */
const provingHeaders = ['apollo-require-preflight', 'authorization'];

/**
 * Rejects requests that a page of any site could make a browser send without a preflight, above all uploads. Otherwise
 * a form on such a page could act in its visitor's name.
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
