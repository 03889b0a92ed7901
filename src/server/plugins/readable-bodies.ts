import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isEncoded } from '../encoded.ts';
import { isUtf8, parseMediaType } from '../media-type.ts';

function unreadable(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', http: { status: 415 } },
  });
}

/**
 * Checks the headers that describe the encoding of a body. The GraphQL library compares media types case-sensitively,
 * and treats every body as plain UTF-8. Other bodies are rejected before they are read.
 * @param path where the API is
 */
export function useReadableBodies(path: string): Plugin {
  return {
    onRequest({ request, url }) {
      const type = request.headers.get('content-type');
      if (url.pathname !== path || request.method !== 'POST' || type === null) return;
      // Parameters, such as the boundary of a form, stay unchanged.
      const name = type.split(';', 1)[0];
      request.headers.set('content-type', name.trim().toLowerCase() + type.slice(name.length));
    },
    onRequestParse({ request: { method, headers } }) {
      if (method !== 'POST') return;
      const encoding = headers.get('content-encoding');
      if (isEncoded(encoding)) {
        const received = JSON.stringify(encoding?.slice(0, 100));
        throw unreadable(
          `Expected an uncompressed body without Content-Encoding, but received ${received}; send it uncompressed`,
        );
      }
      const type = parseMediaType(headers.get('content-type') ?? '');
      if (!isUtf8(type)) {
        const received = JSON.stringify(type.parameter('charset')?.slice(0, 100));
        throw unreadable(`Expected a body in UTF-8, but received one in the character set ${received}`);
      }
    },
  };
}
