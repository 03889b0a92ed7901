import { Agent, interceptors, request } from 'undici';
import type { AddressGuard } from './address-guard.ts';
import { guardedConnector } from './guarded-connector.ts';

type RequestOptions = Omit<NonNullable<Parameters<typeof request>[1]>, 'dispatcher'>;
type Response = ReturnType<typeof request>;

/** Makes requests to allowed targets alone. Every connection fails like those of {@link guardedConnector}. */
export class GuardedClient {
  readonly #agent: Agent;

  constructor(guard: AddressGuard, connectTimeoutMs: number) {
    // Without pipelining no connection is kept: each request is resolved and checked anew.
    this.#agent = new Agent({ connect: guardedConnector(guard, connectTimeoutMs), pipelining: 0 });
  }

  /** Follows no redirect. */
  request(url: URL, options: RequestOptions): Response {
    return request(url, { ...options, dispatcher: this.#agent });
  }

  /** Follows redirects, so many at most; the answer to the one after that is the answer. */
  follow(url: URL, maxRedirections: number, options: RequestOptions): Response {
    const dispatcher = this.#agent.compose(interceptors.redirect({ maxRedirections }));
    return request(url, { ...options, dispatcher });
  }

  /** Ends every request. */
  async destroy(): Promise<void> {
    await this.#agent.destroy();
  }
}
