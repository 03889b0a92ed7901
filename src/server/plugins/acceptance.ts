import type { Plugin } from 'graphql-yoga';
import { acceptedTypes } from '../accepted.ts';

const json = ['application/json', 'application/graphql-response+json'];
const html = 'text/html';
const streams = ['text/event-stream', 'multipart/mixed'];
const expected =
  'Expected an `Accept` header that takes `application/graphql-response+json` or `application/json`, or, for a subscription, ' +
  '`text/event-stream`';

/** Whether a client prefers HTML to data, as browsers do. */
export function likesPage(accept: string | null): boolean {
  return acceptedTypes(accept, [...json, html])[0] === html;
}

/**
 * Evaluates the complete `Accept` header, including `q=0`; the GraphQL library only reads the names. A client that
 * accepts none of the offered types is rejected before anything is executed; `useWordedRefusals` lists the types.
 * @param path path of the API
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

/** Reason for a response without an acceptable type. */
export function notAcceptable(accepted: string | null): string {
  return `${expected}, but received ${JSON.stringify(accepted?.slice(0, 200) ?? '')}`;
}
