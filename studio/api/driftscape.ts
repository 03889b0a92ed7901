import { DriftscapeClient, DriftscapeError } from '@driftscape/client';
import { apiUrl, onPageOrigin } from './address.ts';
import { apiKey, forgetKey } from './key.ts';

/** The page's server. Requests are not retried: users see errors at once, and decide. */
export const driftscape = new DriftscapeClient({
  url: apiUrl(),
  token: () => apiKey.value ?? undefined,
  reach: onPageOrigin,
  attempts: 1,
});

/**
 * Awaits an answer of the server. If the server rejects the API key, the key is forgotten and asked for again.
 * @throws DriftscapeError with a message for people; DOMException AbortError
 */
export async function answerOf<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof DriftscapeError ? inWordsForPeople(error) : error;
  }
}

function inWordsForPeople(error: DriftscapeError): DriftscapeError {
  const { code, status } = error;
  if (status !== 401) {
    return code === 'UNREACHABLE'
      ? new DriftscapeError('The server cannot be reached; is it running?', { code, cause: error })
      : error;
  }
  const hadKey = apiKey.value !== null;
  forgetKey();
  const words = hadKey ? 'The server does not accept this key' : 'The server requires a key';
  return new DriftscapeError(words, { code, status, cause: error });
}
