import type { Plugin } from 'graphql-yoga';
import type { Log } from '../../log.ts';
import { currentRequest, runAsRequest } from '../request.ts';

/** Gives every HTTP request an id, from its header `x-request-id` if present, and returns it in the response. */
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
