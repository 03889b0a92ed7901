import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { elementFileName, elementScript, hashedElementName } from '../outputs/element-script.ts';
import { type BuiltFile, builtFile, sendBuilt } from './built-file.ts';
import { openToPages } from './file-headers.ts';
import { refuse } from './files.ts';

/** How long a page may use the script under its short name without asking whether there is a newer one. */
const shortNameSeconds = 3_600;

let script: Promise<BuiltFile> | undefined;

/**
 * Answers a GET or HEAD request for the script of `<driftscape-video>`. It is public and needs no key.
 * @param name `driftscape-video.js`, or the name that contains the digest of the script. A name of another version
 *   redirects to the short one: pages that use it go on after an upgrade.
 */
export async function answerElement(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(response, 405, 'The element can only be fetched', { allow: 'GET, HEAD' });
  }
  const { fileName } = await elementScript();
  const isCurrent = name === fileName;
  if (!isCurrent && hashedElementName.test(name)) {
    response.removeHeader('vary');
    response.writeHead(302, { location: elementFileName, 'cache-control': 'no-store', ...openToPages }).end();
    return;
  }
  if (!isCurrent && name !== elementFileName) {
    return refuse(response, 404, `There is no such file of the element; its script is ${elementFileName}`);
  }
  script ??= compressed();
  const headers = {
    'cache-control': isCurrent
      ? 'public, max-age=31536000, immutable'
      : `public, max-age=${shortNameSeconds}`,
    vary: 'accept-encoding',
    ...openToPages,
  };
  sendBuilt(await script, headers, request, response);
}

async function compressed(): Promise<BuiltFile> {
  const { text } = await elementScript();
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(text), promisify(gzip)(text)]);
  return builtFile('text/javascript; charset=utf-8', text, [
    ['br', br],
    ['gzip', zipped],
  ]);
}
