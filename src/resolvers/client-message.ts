import type { UserError } from '../errors.ts';
import { encodeGlobalId } from './global-id.ts';

/** The message of an error for clients, with global ids instead of row ids. */
export function clientMessage({ message, subject }: UserError): string {
  return subject ? message.replaceAll(subject.id, encodeGlobalId(subject.type, subject.id)) : message;
}
