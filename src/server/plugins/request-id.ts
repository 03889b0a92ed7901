import type { Plugin } from 'graphql-yoga';
import type { Log } from '../../log.ts';
import { currentRequest, runAsRequest } from '../request.ts';

/** Gives every HTTP request an id, taken over from `x-request-id` when it comes with one, and answers with it. */
export function useRequestId(log: Log): Plugin {
  return {
    instrumentation: {
      request: ({ request }, answer) => runAsRequest(log, request.headers.get('x-request-id'), answer),
    },
    onResponse({ response }) {
      response.headers.set('x-request-id', currentRequest().id);
    },
  };
}
