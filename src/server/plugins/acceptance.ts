import type { Plugin } from 'graphql-yoga';
import { acceptedTypes } from '../accepted.ts';

const json = ['application/json', 'application/graphql-response+json'];
const html = 'text/html';
const streams = ['text/event-stream', 'multipart/mixed'];
const notAcceptable =
  'Expected an `Accept` header that takes `application/graphql-response+json` or `application/json`, or, for a subscription, ' +
  '`text/event-stream`';

/** Whether a client would rather have a page than data: a browser. */
export function likesPage(accept: string | null): boolean {
  return acceptedTypes(accept, [...json, html])[0] === html;
}

/**
 * Goes by all of what `Accept` says, `q=0` included, of which the GraphQL library reads only the names. Whoever takes nothing that is
 * offered is told what is, before anything is carried out.
 * @param path where the API is
 */
export function useAcceptance(path: string): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (url.pathname !== path || !['GET', 'POST'].includes(request.method)) return;
      const header = request.headers.get('accept');
      const accepted = acceptedTypes(header, [...json, ...streams]);
      if (accepted.length === 0) return endResponse(refusal(fetchAPI.Response, header));
      if (header) request.headers.set('accept', accepted.join(', '));
    },
    onResponse({ request, response, setResponse, fetchAPI }) {
      // The library's own, when a subscription is asked for by somebody who takes no stream.
      if (response.status === 406 && !response.headers.has('content-type'))
        setResponse(refusal(fetchAPI.Response, request.headers.get('accept')));
    },
  };
}

function refusal(Answer: typeof Response, accepted: string | null): Response {
  const message = `${notAcceptable}, but received ${JSON.stringify(accepted?.slice(0, 200) ?? '')}`;
  const body = { errors: [{ message, extensions: { code: 'NOT_ACCEPTABLE' } }] };
  return Answer.json(body, { status: 406 });
}
