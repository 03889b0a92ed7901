import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GraphiQLOptions, Plugin } from 'graphql-yoga';
import { editorPolicy } from './security-headers.ts';

/** Scripts that browsers may run: those of the page, by their hashes, and nothing else. */
function policyFor(page: string): string {
  const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return editorPolicy(hashes);
}

/** The page as sent. It needs no key, so it is built only once: 9 MB of text, a quarter of that compressed. */
interface Page {
  plain: Uint8Array<ArrayBuffer>;
  compressed: Uint8Array<ArrayBuffer>;
  policy: string;
}

const pageType = 'text/html; charset=utf-8';

/** The GraphQL editor, served from here instead of other sites. It is large, so it is loaded when first shown. */
export class Editor {
  #page: Promise<Page> | undefined;

  /** Replaces the page that the plugin would send as text, encoding it again for every response. */
  async render(options?: GraphiQLOptions): Promise<string> {
    this.#page ??= makePage(options);
    await this.#page;
    return '';
  }

  /** Sends the page with its content security policy. */
  plugin(): Plugin {
    return {
      onResponse: async ({ request, response, setResponse, fetchAPI }) => {
        const isPage = response.headers.get('content-type')?.startsWith('text/html');
        if (!isPage || !this.#page) return;
        const { plain, compressed, policy } = await this.#page;
        const isCompressed = takesGzip(request.headers.get('accept-encoding'));
        const headers = {
          'content-type': pageType,
          'content-security-policy': policy,
          vary: 'accept-encoding',
          ...(isCompressed && { 'content-encoding': 'gzip' }),
        };
        setResponse(new fetchAPI.Response(isCompressed ? compressed : plain, { headers }));
      },
    };
  }
}

function takesGzip(acceptEncoding: string | null): boolean {
  return (acceptEncoding ?? '').split(',').some((part) => {
    const [coding, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return coding === 'gzip' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

async function makePage(options?: GraphiQLOptions): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const text = renderGraphiQL(options);
  const plain = Uint8Array.from(Buffer.from(text));
  const compressed = Uint8Array.from(await promisify(gzip)(plain));
  return { plain, compressed, policy: policyFor(text) };
}
