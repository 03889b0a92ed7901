import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { lightPictures, lightPicturesFolder } from '../presets/light-pictures.ts';
import { headersOf } from './file-headers.ts';
import { isMatch, refuse } from './files.ts';

/** Answers a GET or HEAD request for a picture of a built-in light. These are public and need no key. */
export async function answerLightPicture(
  name: string,
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(response, 405, 'Pictures can only be fetched', { allow: 'GET, HEAD' });
  }
  // Only the listed names, no other path.
  const picture = lightPictures().pictures.find(({ file }) => file === name);
  if (!picture) return refuse(response, 404, 'There is no picture at this address');
  const bytes = await readFile(join(lightPicturesFolder, picture.file));
  const file = { key: name, contentType: 'image/webp', etag: `"${name}"`, sizeBytes: bytes.byteLength };
  const headers = { ...headersOf(file, { audience: { kind: 'everybody' } }), 'accept-ranges': 'none' };
  if (isMatch(asked['if-none-match'], file.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-length': bytes.byteLength });
  response.end(method === 'GET' ? bytes : undefined);
}
