import { createHash } from 'node:crypto';
import type { GraphiQLOptions, Plugin } from 'graphql-yoga';
import { editorPolicy } from './security-headers.ts';

/** What browsers are told to run of the page: its own scripts, by their hashes, and nothing that comes in some other way. */
function policyFor(page: string): string {
  const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return editorPolicy(hashes);
}

/** The GraphQL editor. It comes from here rather than from other sites; it is large, so it is loaded when first shown. */
export class Editor {
  #shown: Promise<{ page: string; policy: string }> | undefined;

  async render(options?: GraphiQLOptions): Promise<string> {
    this.#shown ??= show(options);
    return (await this.#shown).page;
  }

  /** Sends the policy along with the page. */
  plugin(): Plugin {
    return {
      onResponse: async ({ response }) => {
        const isPage = response.headers.get('content-type')?.startsWith('text/html');
        if (isPage && this.#shown) {
          response.headers.set('content-security-policy', (await this.#shown).policy);
        }
      },
    };
  }
}

async function show(options?: GraphiQLOptions): Promise<{ page: string; policy: string }> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL(options);
  return { page, policy: policyFor(page) };
}
