import { UserError } from '../errors.ts';

/** Media type of unknown files: RFC 2046 §4.5.1. */
const unknown = 'application/octet-stream';
const longest = 255;
/** Names and printable text without line breaks or other control characters: valid in a header. */
const headerText = /^[\x20-\x7e]*$/;

/**
 * A media type from a client, safe to send in a header. If it is empty, as in browsers for unknown files, the media
 * type of unknown files.
 * @throws UserError INVALID_INPUT for text that is not valid in a header
 */
export function mediaType(given: string): string {
  if (given.length > longest || !headerText.test(given)) {
    const message = `Expected a media type such as image/jpeg, printable ASCII of at most ${longest} characters, but received ${JSON.stringify(given.slice(0, 100))}`;
    throw new UserError('INVALID_INPUT', message, { path: ['contentType'] });
  }
  return given.trim() || unknown;
}
