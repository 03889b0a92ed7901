import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';

/** The request being handled. Its id is part of responses, and of every related log line. */
export interface ApiRequest {
  id: string;
  log: Log;
}

const requests = new AsyncLocalStorage<ApiRequest>();
const acceptableId = /^[\w.-]{1,100}$/;

/**
 * Runs `work` as a new request, with the id from the client or a proxy if acceptable, or as part of the current request
 * if there is one.
 */
export function runAsRequest<Result>(log: Log, givenId: unknown, work: () => Result): Result {
  if (requests.getStore()) return work();
  const id = typeof givenId === 'string' && acceptableId.test(givenId) ? givenId : randomUUID();
  return requests.run({ id, log: log.child({ requestId: id }) }, work);
}

/** @throws Error outside of {@link runAsRequest}. */
export function currentRequest(): ApiRequest {
  const request = requests.getStore();
  if (!request) throw new Error('Expected to be called while a request is answered');
  return request;
}
