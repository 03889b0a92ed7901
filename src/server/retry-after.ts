import type { AccessError } from '../access/access-error.ts';

/** The Retry-After header, if the time is known. */
export function retryAfter({ retryAfterSeconds }: AccessError): { 'retry-after'?: string } {
  return retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
}
