import { UserError } from '../errors.ts';

const longestUrl = 2_048;

/**
 * Parses a URL from a client. Its target is checked on connection.
 * @throws UserError INVALID_URL unless it is an absolute http or https URL of at most 2,048 characters without
 * user name and password
 */
export function parseWebUrl(text: string): URL {
  if (text.length > longestUrl) throw invalid(`one of ${text.length} characters`);
  const url = URL.parse(text);
  if (!url) throw invalid(JSON.stringify(text));
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid(`one that begins with ${url.protocol}`);
  if (url.username || url.password) throw invalid('one with a user name or password');
  return url;
}

function invalid(received: string): UserError {
  const expected = `an absolute http or https URL of at most ${longestUrl} characters without user name and password`;
  return new UserError('INVALID_URL', `Expected ${expected}, but received ${received}`);
}
