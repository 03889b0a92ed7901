import type { Plugin } from 'graphql-yoga';
import { acceptedTypes } from '../accepted.ts';

const json = ['application/json', 'application/graphql-response+json'];
const html = 'text/html';
const streams = ['text/event-stream', 'multipart/mixed'];
const expected =
  'Expected an `Accept` header that takes `application/graphql-response+json` or `application/json`, or, for a subscription, ' +
  '`text/event-stream`';

/** Whether a client would rather have a page than data: a browser. */
export function likesPage(accept: string | null): boolean {
  return acceptedTypes(accept, [...json, html])[0] === html;
}

/**
 * Goes by all of what `Accept` says, `q=0` included, of which the GraphQL library reads only the names. Whoever takes nothing that is
 * offered is refused before anything is carried out; `useWordedRefusals` says what is.
 * @param path where the API is
 */
export function useAcceptance(path: string): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (url.pathname !== path || !['GET', 'POST'].includes(request.method)) return;
      const header = request.headers.get('accept');
      const accepted = acceptedTypes(header, [...json, ...streams]);
      if (accepted.length === 0) return endResponse(new fetchAPI.Response(null, { status: 406 }));
      if (header) request.headers.set('accept', accepted.join(', '));
    },
  };
}

/** Why somebody gets no answer of any type. */
export function notAcceptable(accepted: string | null): string {
  return `${expected}, but received ${JSON.stringify(accepted?.slice(0, 200) ?? '')}`;
}
