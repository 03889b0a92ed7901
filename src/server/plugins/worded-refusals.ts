import type { Plugin } from 'graphql-yoga';
import { notAcceptable } from './acceptance.ts';

/** Cases in which the GraphQL library only returns a status. */
const refusals: Record<number, { code: string; words: (headers: Headers) => string } | undefined> = {
  404: { code: 'NOT_FOUND', words: () => 'There is nothing at this address; the API is at /graphql' },
  406: { code: 'NOT_ACCEPTABLE', words: (headers) => notAcceptable(headers.get('accept')) },
  415: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    words: (headers) =>
      'Expected a body of the type `application/json`, or `multipart/form-data` with files, ' +
      `but received ${JSON.stringify(headers.get('content-type')?.slice(0, 200) ?? '')}`,
  },
};

/** Adds a body that explains what was expected to responses without one. */
export function useWordedRefusals(): Plugin {
  return {
    onResponse({ request, response, setResponse, fetchAPI }) {
      const refusal = refusals[response.status];
      if (!refusal || response.headers.has('content-type')) return;
      const { code, words } = refusal;
      const body = { errors: [{ message: words(request.headers), extensions: { code } }] };
      const headers = new fetchAPI.Headers(response.headers);
      headers.set('content-type', 'application/json; charset=utf-8');
      setResponse(new fetchAPI.Response(JSON.stringify(body), { status: response.status, headers }));
    },
  };
}
