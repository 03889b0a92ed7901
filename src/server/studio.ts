import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuiltFile, builtFile, sendBuilt } from './built-file.ts';
import { refuse } from './files.ts';
import { likesPage } from './plugins/acceptance.ts';
import { studioPolicy } from './security-headers.ts';

/** Path of the studio. Its assets are below it. */
export const studioPath = '/studio';

/** Output folder of `npm run generate:studio`. */
const builtFolder = fileURLToPath(new URL('../../studio/dist/', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Compressed variants of every file, with their file name suffix. The smallest first. */
const codings = { br: '.br', gzip: '.gz' } as const;

/** Whether a request for `/` comes from a browser, which gets the studio. */
export function wantsStudio({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && likesPage(headers.accept ?? null);
}

/** Serves the studio's page and its assets. They are small, and read on first use. */
export class Studio {
  #files: Promise<Map<string, BuiltFile>> | undefined;

  /** @param path path of the request: `/`, `/studio` or below */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(response, 405, 'The studio can only be fetched', { allow: 'GET, HEAD' });
    }
    // The page refers to its assets by relative URLs.
    if (path === `${studioPath}/`) {
      response.writeHead(308, { location: '../studio' }).end();
      return;
    }
    const name = path === '/' || path === studioPath ? 'index.html' : path.slice(1);
    this.#files ??= readBuilt();
    const file = (await this.#files).get(name);
    if (!file) return refuse(response, 404, 'There is no such file of the studio');
    const isPage = name === 'index.html';
    const kept = {
      // Names of other files change with their content.
      'cache-control': isPage ? 'no-cache' : 'public, max-age=31536000, immutable',
      vary: path === '/' ? 'origin, accept, accept-encoding' : 'origin, accept-encoding',
      'content-security-policy': studioPolicy,
    };
    sendBuilt(file, kept, request, response);
  }
}

async function readBuilt(): Promise<Map<string, BuiltFile>> {
  const names = await readdir(builtFolder, { recursive: true }).catch((error) => {
    throw new Error('The studio is not built: run `npm run generate`', { cause: error });
  });
  const files = new Map<string, BuiltFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (!type) continue;
    const compressed: [string, Buffer][] = [];
    for (const [coding, ending] of Object.entries(codings)) {
      if (names.includes(name + ending))
        compressed.push([coding, await readFile(builtFolder + name + ending)]);
    }
    const plain = await readFile(builtFolder + name);
    files.set(name.replaceAll('\\', '/'), builtFile(type, plain, compressed));
  }
  return files;
}
