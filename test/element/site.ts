import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jpg': 'image/jpeg',
  '.mp4': 'video/mp4',
};

/** Serves pages made up by tests, the built element, and a folder of files in ranges. */
export class Site {
  readonly #server: Server;
  readonly #folders: string[];
  readonly #pages = new Map<string, { html: string; headers: Record<string, string> }>();
  /** What the page put up last asked for, and its scripts. */
  asked: string[] = [];

  private constructor(folders: string[]) {
    this.#folders = folders;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(404).end());
    });
  }

  static async open(...folders: string[]): Promise<Site> {
    const site = new Site(folders);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @returns the address of a page with this body */
  put(
    body: string,
    {
      head = '',
      lang = 'en',
      headers = {},
    }: { head?: string; lang?: string; headers?: Record<string, string> } = {},
  ): string {
    const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Test</title>
<link rel="icon" href="data:,"><style>body{margin:0;background:#f0f}</style>
<script type="module" src="/index.js"></script>${head}<body>${body}`;
    return this.putWhole(html, headers);
  }

  /** @returns the address of a page with this HTML */
  putWhole(html: string, headers: Record<string, string> = {}): string {
    const path = `/page-${this.#pages.size}`;
    this.#pages.set(path, { html, headers });
    this.asked = [];
    return this.url + path;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, this.url);
    const page = this.#pages.get(pathname);
    if (page) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
      return;
    }
    // Pages before this one may still be asking.
    if (headers.referer?.endsWith(`/page-${this.#pages.size - 1}`)) this.asked.push(pathname);
    const path = await this.#find(pathname);
    const { size } = await stat(path);
    const type = { 'content-type': types[extname(path)] ?? 'application/octet-stream' };
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
    // Some servers know no ranges.
    if (!range || searchParams.has('whole')) {
      response.writeHead(200, { ...type, 'content-length': size });
      createReadStream(path).pipe(response);
      return;
    }
    const start = Number(range[1]);
    const end = range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    response.writeHead(206, {
      ...type,
      'accept-ranges': 'bytes',
      'content-range': `bytes ${start}-${end}/${size}`,
      'content-length': end - start + 1,
    });
    createReadStream(path, { start, end }).pipe(response);
  }

  async #find(pathname: string): Promise<string> {
    for (const folder of this.#folders) {
      const path = join(folder, pathname);
      if (
        await stat(path).then(
          (found) => found.isFile(),
          () => false,
        )
      )
        return path;
    }
    throw new Error(`There is no ${pathname}`);
  }
}
