import { UserError } from '../errors.ts';

/** What a file is said to be by programs that do not know: RFC 2046 §4.5.1. */
const unknown = 'application/octet-stream';
const longest = 255;
/** Names and printable text with neither line breaks nor other control characters: what may stand in a header. */
const headerText = /^[\x20-\x7e]*$/;

/**
 * A media type as a client gives it, good to be sent back as a header; where it is empty, as browsers have it for files that they do not
 * know, the one for unknown files.
 * @throws UserError INVALID_INPUT for text that can be in no header
 */
export function mediaType(given: string): string {
  if (given.length > longest || !headerText.test(given)) {
    const message = `Expected a media type such as image/jpeg, printable ASCII of at most ${longest} characters, but received ${JSON.stringify(given.slice(0, 100))}`;
    throw new UserError('INVALID_INPUT', message, { path: ['contentType'] });
  }
  return given.trim() || unknown;
}
