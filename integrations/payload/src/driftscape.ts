import { DriftscapeClient, DriftscapeError } from '@driftscape/client';
import type { DriftscapeOptions } from './options.ts';

/** What there is to know of an animation, from the API as from a webhook. */
export interface Outcome {
  status: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  video: { url: string } | null;
  poster: { url: string } | null;
  failure: { message: string } | null;
}

export function clientOf({ url, apiKey }: Pick<DriftscapeOptions, 'url' | 'apiKey'>): DriftscapeClient {
  // What is not answered soon is asked again by the job.
  return new DriftscapeClient({ url: new URL('/graphql', url).href, token: apiKey, attempts: 2 });
}

/** These lie in how this server is set up, not in what is asked: asked again once that is mended, it may succeed. */
const ofSetup = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL_SERVER_ERROR']);

/** Whether Driftscape will not do this, however often it is asked. */
export function isRefusal(error: unknown): error is DriftscapeError {
  return error instanceof DriftscapeError && !error.isRetryable && !ofSetup.has(error.code);
}

/** What an editor is told of an error. */
export function messageOf(error: unknown): string {
  if (!(error instanceof DriftscapeError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'UNREACHABLE') return 'Driftscape cannot be reached at the moment.';
  if (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN') {
    return 'Driftscape does not accept the key of this site: an administrator has to set another one.';
  }
  return error.message;
}
