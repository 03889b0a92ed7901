import { DriftscapeClient, DriftscapeError } from '@driftscape/client';
import { type DriftscapeOptions, endpointOf } from './options.ts';

/** The state of an animation, from the API or from a webhook. */
export interface Outcome {
  status: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  video: { url: string } | null;
  poster: { url: string } | null;
  failure: { message: string } | null;
}

export function clientOf({ url, apiKey }: Pick<DriftscapeOptions, 'url' | 'apiKey'>): DriftscapeClient {
  // Few attempts, because the job retries.
  return new DriftscapeClient({ url: endpointOf(url), token: apiKey, attempts: 2 });
}

/** Errors in the server's setup rather than in the request, which may succeed once they are fixed. */
const ofSetup = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL_SERVER_ERROR']);

/** True if Driftscape will never accept the request. */
export function isRefusal(error: unknown): error is DriftscapeError {
  return error instanceof DriftscapeError && !error.isRetryable && !ofSetup.has(error.code);
}

/** An error's message for an editor. */
export function messageOf(error: unknown): string {
  if (!(error instanceof DriftscapeError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'UNREACHABLE') return 'Driftscape cannot be reached at the moment.';
  if (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN') {
    return 'Driftscape does not accept the key of this site: an administrator has to set another one.';
  }
  return error.message;
}
