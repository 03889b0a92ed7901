import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acceptedCodings } from './accepted-codings.ts';
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

type Coding = keyof typeof codings | 'identity';

interface BuiltFile {
  type: string;
  etag: string;
  bodies: ReadonlyMap<Coding, Buffer>;
}

/** Whether a request for `/` comes from a browser, which gets the studio. */
export function wantsStudio({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && likesPage(headers.accept ?? null);
}

/** Serves the studio's page and its assets. They are small, and read on first use. */
export class Studio {
  #files: Promise<Map<string, BuiltFile>> | undefined;

  /** @param path path of the request: `/`, `/studio` or below */
  async answer(path: string, { method, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') {
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
    const coding = acceptedCodings(headers['accept-encoding'], [...Object.keys(codings), 'identity'])[0];
    const body = file.bodies.get(coding as Coding) ?? (file.bodies.get('identity') as Buffer);
    const kept = {
      etag: file.etag,
      // Names of other files change with their content.
      'cache-control': isPage ? 'no-cache' : 'public, max-age=31536000, immutable',
      vary: path === '/' ? 'origin, accept, accept-encoding' : 'origin, accept-encoding',
      'content-security-policy': studioPolicy,
    };
    if (headers['if-none-match'] === file.etag) {
      response.writeHead(304, kept).end();
      return;
    }
    response.writeHead(200, {
      ...kept,
      'content-type': file.type,
      'content-length': body.length,
      ...(file.bodies.get(coding as Coding) && coding !== 'identity' ? { 'content-encoding': coding } : {}),
    });
    response.end(method === 'HEAD' ? undefined : body);
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
    const plain = await readFile(builtFolder + name);
    const bodies = new Map<Coding, Buffer>([['identity', plain]]);
    for (const [coding, ending] of Object.entries(codings)) {
      if (names.includes(name + ending))
        bodies.set(coding as Coding, await readFile(builtFolder + name + ending));
    }
    const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    // Weak: it identifies the content in any coding.
    files.set(name.replaceAll('\\', '/'), { type, etag: `W/"${digest}"`, bodies });
  }
  return files;
}
