import type { UserError } from '../errors.ts';
import { encodeGlobalId } from './global-id.ts';

/** What an error tells a client: objects by the ids that clients know, which are not those of rows. */
export function clientMessage({ message, subject }: UserError): string {
  return subject ? message.replaceAll(subject.id, encodeGlobalId(subject.type, subject.id)) : message;
}
