import type { AccessError } from '../access/access-error.ts';

/** The header that says when to ask again, where that is known. */
export function retryAfter({ retryAfterSeconds }: AccessError): { 'retry-after'?: string } {
  return retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
}
