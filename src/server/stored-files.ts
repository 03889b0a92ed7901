import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Driftscape } from '../driftscape.ts';
import { queryOf } from './credential.ts';
import { grantOrRefuse, shownBy } from './file-access.ts';
import { answerFile, refuse } from './files.ts';

/**
 * Answers an authorized request for the file stored under a key. Photos are sent without location metadata unless
 * `?original` requests the original; `?download` makes browsers save the file.
 * @param key key from the path; keys need no percent-encoding
 * @param options.publicMaxAgeSeconds see the setting PUBLIC_MAX_AGE_SECONDS
 */
export async function answerStoredFile(
  { access, storage, cleanPhotos }: Pick<Driftscape, 'access' | 'storage' | 'cleanPhotos'>,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
  { address, publicMaxAgeSeconds }: { address: string; publicMaxAgeSeconds: number },
): Promise<void> {
  const grant = await grantOrRefuse(response, () => access.grants.file(shownBy(request, address), key));
  if (!grant) return;
  const { audience, mayHaveOriginal } = grant;
  const { isPhoto, name } = grant.file;
  const query = queryOf(request.url);
  const isOriginal = query.has('original');
  if (isPhoto && isOriginal && !mayHaveOriginal) {
    const message = 'The original may say where the photo was taken: it is for keys of scope write';
    return refuse(response, 403, message);
  }
  const source = isPhoto && !isOriginal ? cleanPhotos : storage;
  const delivery = { audience, name, isDownload: query.has('download'), publicMaxAgeSeconds };
  return answerFile(source, key, request, response, delivery);
}
